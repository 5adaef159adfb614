using Lockstep.Cli.Mutating;

namespace Lockstep.Cli.Tests;

/// <summary>The copy of the project that <c>mutate</c> changes stays from one time to the next, with what was built in it.</summary>
public sealed class TheCopyThatIsMutated : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("lockstep-copy-").FullName;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Copy => Path.Combine(_root, "artifacts", "mutants");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // A type that had moved was compiled twice: "already contains a definition".
    [Fact]
    public async Task LosesTheFilesThatTheProjectHasLost()
    {
        (await ChildProcess.RunAsync("git", ["init", "--quiet"], _root, Token)).ExitCode.ShouldBe(0);
        Write(".gitignore", "artifacts/\nobj/");
        Write("a/One.cs", "one");
        Write("a/Two.cs", "two");
        await WorkingCopy.MakeAsync(new Repository(_root), Token);
        Write("artifacts/mutants/a/obj/built", "by the last time");
        File.Move(Path.Combine(_root, "a", "Two.cs"), Path.Combine(_root, "a", "Three.cs"));
        Write("a/One.cs", "one, changed");

        await WorkingCopy.MakeAsync(new Repository(_root), Token);

        Directory.GetFiles(Path.Combine(Copy, "a"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Copy, file)).Order(StringComparer.Ordinal)
            .ShouldBe(["a/One.cs", "a/Three.cs", "a/obj/built"]);
        (await File.ReadAllTextAsync(Path.Combine(Copy, "a", "One.cs"), Token)).ShouldBe("one, changed");
    }

    void Write(string file, string text)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
