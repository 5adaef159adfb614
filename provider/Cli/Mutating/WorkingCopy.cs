using System.Globalization;
using System.IO.Enumeration;
using Lockstep.Rehearsal;

namespace Lockstep.Cli.Mutating;

/// <summary>A copy of the project to change, build and test; what was built in it last time is used again.</summary>
sealed class WorkingCopy
{
    readonly string _root;

    WorkingCopy(string root) => _root = root;

    /// <summary>Brings the copy to where the project is, be it committed or not.</summary>
    /// <exception cref="RehearsalException">Git cannot say which files belong to the project.</exception>
    public static async Task<WorkingCopy> MakeAsync(Repository repository, CancellationToken cancellationToken)
    {
        var listed = await ChildProcess.RunAsync(
            "git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], repository.Root, cancellationToken);
        if (listed.ExitCode != 0)
        {
            throw new RehearsalException($"git does not list the project's files.\n{listed.Output}");
        }

        var copy = new WorkingCopy(Path.Combine(repository.Artifacts, "mutants"));
        var files = listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        foreach (var file in files)
        {
            copy.Take(Path.Combine(repository.Root, file), file);
        }

        copy.DeleteAllBut(files);
        return copy;
    }

    /// <summary>Writes the mutation's file; what comes back puts it back.</summary>
    public IDisposable Apply(Mutation mutation)
    {
        var path = Path.Combine(_root, mutation.File);
        var original = File.ReadAllText(path);
        File.WriteAllText(path, mutation.Apply(original));
        return new Original(path, original);
    }

    /// <summary>Builds a test project, and runs classes of it.</summary>
    /// <param name="tests">The classes.</param>
    /// <param name="limit">
    /// When the tests are stopped, in whole minutes, which counts as a failure: without a safety somebody may wait for ever.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RehearsalException">It does not build, or none of the classes has a test.</exception>
    public async Task<IReadOnlyList<string>> FailuresAsync(
        MutationTests tests, TimeSpan limit, CancellationToken cancellationToken)
    {
        var minutes = limit.TotalMinutes.ToString("0", CultureInfo.InvariantCulture);
        var project = Path.Combine("tests", tests.Project);
        var built = await RunAsync(
            [
                "build", project, "-c", "Release", "-v", "quiet", "-nologo", "-p:RunAnalyzers=false",
                "-p:TreatWarningsAsErrors=false",
            ]);
        if (built.ExitCode != 0)
        {
            throw new RehearsalException($"{project} could not be built.\n{built.Output}");
        }

        var filters = tests.Classes.SelectMany(name => (string[])["--filter-class", $"*.{name}"]);
        var tested = await RunAsync(
            ["test", "--project", project, "-c", "Release", "--no-build", "--", "--timeout", $"{minutes}m", .. filters]);
        return tested.ExitCode switch
        {
            0 => [],
            TestsFailed => TestOutput.Failed(tested.Output),
            TestsStopped => [.. TestOutput.Failed(tested.Output), $"tests that were not over after {minutes} minutes"],
            _ => throw new RehearsalException($"The tests of {project} could not be run.\n{tested.Output}"),
        };

        Task<ChildProcess> RunAsync(IReadOnlyList<string> arguments) =>
            ChildProcess.RunAsync(ChildProcess.Dotnet, arguments, _root, cancellationToken);
    }

    // https://learn.microsoft.com/dotnet/core/testing/microsoft-testing-platform-exit-codes
    const int TestsFailed = 2;
    const int TestsStopped = 3;

    void Take(string source, string file)
    {
        var target = Path.Combine(_root, file);
        if (!File.Exists(source))
        {
            File.Delete(target);
            return;
        }

        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(File.ReadAllBytes(source)))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target, overwrite: true);
    }

    // What was moved or deleted since would be compiled twice, or again.
    void DeleteAllBut(IEnumerable<string> files)
    {
        var kept = files.Select(file => Path.GetFullPath(Path.Combine(_root, file))).ToHashSet(StringComparer.Ordinal);
        var sources = new FileSystemEnumerable<string>(
            _root, (ref entry) => entry.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true })
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => entry.FileName is not ("bin" or "obj" or "artifacts"),
        };
        foreach (var file in sources.Where(file => !kept.Contains(file)))
        {
            File.Delete(file);
        }
    }

    sealed class Original(string path, string text) : IDisposable
    {
        public void Dispose() => File.WriteAllText(path, text);
    }
}
