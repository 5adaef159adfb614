using Lockstep.Cli.Printing;

namespace Lockstep.Cli.Mutating;

/// <summary><c>mutate</c>: switches off one safety after the other, and prints a table of the tests that notice.</summary>
sealed class MutateCommand(Repository repository, Screen screen, TimeProvider time)
{
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
        var table = new MutationTable(screen);
        table.Begin();
        foreach (var mutation in mutations)
        {
            using (copy.Apply(mutation))
            {
                table.Write(mutation, await copy.FailuresAsync(mutation.Tests, Limit, cancellationToken));
            }
        }

        table.End(time.GetElapsedTime(started));
        return table.Noticed == mutations.Count && mutations.Count > 0 ? ExitCode.Held : ExitCode.NotHeld;
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
}
