using System.Globalization;
using Lockstep.Cli.Printing;

namespace Lockstep.Cli.Mutating;

/// <summary><c>mutate</c>: switches off one safety after the other, and says which tests notice.</summary>
sealed class MutateCommand(Repository repository, Screen screen, TimeProvider time)
{
    const int MostNames = 3;

    // With every safety on, the classes of a mutation take two minutes at most, and those of all mutations ten.
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);
    static readonly TimeSpan LimitOfAll = TimeSpan.FromMinutes(30);

    /// <param name="part">Only mutations whose name has it; empty for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<int> RunAsync(string part, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        screen.Title("Lockstep mutate: each safety switched off, and the tests that notice");
        var mutations = Mutations.All.Where(one => one.Name.Contains(part, StringComparison.OrdinalIgnoreCase)).ToList();
        var copy = await WorkingCopy.MakeAsync(repository, cancellationToken);
        await EnsureNothingFailsAsync(copy, mutations, cancellationToken);
        var caught = 0;
        foreach (var mutation in mutations)
        {
            IReadOnlyList<string> failures;
            using (copy.Apply(mutation))
            {
                failures = await copy.FailuresAsync(mutation.Tests, Limit, cancellationToken);
            }

            caught += failures.Count > 0 ? 1 : 0;
            Write(mutation, failures);
        }

        screen.Line();
        screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{caught} of {mutations.Count} are noticed, in {time.GetElapsedTime(started).TotalSeconds:0} s."));
        return caught == mutations.Count && mutations.Count > 0 ? ExitCode.Held : ExitCode.NotHeld;
    }

    // A test that fails by itself would notice everything.
    async Task EnsureNothingFailsAsync(WorkingCopy copy, IReadOnlyList<Mutation> mutations, CancellationToken cancellationToken)
    {
        foreach (var project in mutations.GroupBy(mutation => mutation.Tests.Project, StringComparer.Ordinal))
        {
            screen.Line($"Building {project.Key}, and running its tests with every safety on.");
            var tests = new MutationTests(
                project.Key, [.. project.SelectMany(mutation => mutation.Tests.Classes).Distinct(StringComparer.Ordinal)]);
            var failures = await copy.FailuresAsync(tests, LimitOfAll, cancellationToken);
            if (failures.Count > 0)
            {
                throw new InvalidDataException($"These tests fail without a mutation: {string.Join(", ", failures)}.");
            }
        }

        screen.Line();
    }

    void Write(Mutation mutation, IReadOnlyList<string> failures)
    {
        var more = failures.Count > MostNames ? $" and {failures.Count - MostNames} more" : string.Empty;
        screen.Line(failures.Count > 0
            ? $"{screen.Green("noticed")}      {mutation.Name}: {string.Join(", ", failures.Take(MostNames))}{more}"
            : $"{screen.Red("NOT NOTICED")}  {mutation.Name} ({mutation.File})");
    }
}
