using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>What a Create or a forward Update is going to do, all of it checked before anything runs.</summary>
/// <param name="Pending">The scripts to run, in order.</param>
/// <param name="Reverts">Rows to take back instead, newest first: an order to go down.</param>
/// <param name="Adopted">Kept rows whose script is here unchanged: applied from now on.</param>
/// <param name="Accepted">Kept rows that a person accepts as they are.</param>
/// <param name="Renamed">Applied rows whose file has another name by now.</param>
/// <param name="Unfinished">Rows of scripts that never ended and are run again.</param>
/// <param name="WantedVersion">The version that this image and its TargetVersion ask for.</param>
sealed record ForwardPlan(
    IReadOnlyList<Script> Pending,
    IReadOnlyList<JournalRow> Reverts,
    IReadOnlyList<JournalRow> Adopted,
    IReadOnlyList<JournalRow> Accepted,
    IReadOnlyList<RenamedRow> Renamed,
    IReadOnlyList<JournalRow> Unfinished,
    ScriptVersion WantedVersion)
{
    /// <summary>Why nothing of it may be run; empty when nothing speaks against it.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>Kept rows that nothing settles yet: each is in <see cref="Findings"/>, too.</summary>
    public required IReadOnlyList<UnsettledRow> Unsettled { get; init; }

    /// <summary>Compares the scripts with the journal; names every difference where they tell different histories.</summary>
    public static ForwardPlan For(IReadOnlyList<Script> scripts, IReadOnlyList<JournalRow> rows, MigrationProperties properties)
    {
        var package = scripts.Where(script => script.Version is not null).ToDictionary(script => script.Version!.Value);
        var newest = package.Keys.DefaultIfEmpty(ScriptVersion.Zero).Max();
        var target = TargetVersion.Parse(properties.TargetVersion);
        var comparison = new PlanComparison(package, rows, newest, properties);
        var limit = target ?? newest;
        var pending = comparison.Pending.Where(script => script.Version <= limit).ToList();
        return new ForwardPlan(
            pending,
            comparison.RowsAbove(target),
            comparison.Adopted,
            comparison.Accepted,
            comparison.Renamed,
            [.. rows.Where(row => row.State == JournalState.Running && pending.Exists(script => script.Version == row.Version))],
            limit)
        {
            Findings = [.. Repeatables(scripts), .. comparison.Findings(target)],
            Unsettled = comparison.Unsettled,
        };
    }

    static IEnumerable<string> Repeatables(IReadOnlyList<Script> scripts) =>
        scripts.Where(script => script.Kind == ScriptKind.Repeatable).Take(1)
            .Select(script => $"{script.Name}: repeatable scripts are not available in this version.");
}

/// <param name="Row">The row that carries the old name.</param>
/// <param name="Name">The file's name now.</param>
sealed record RenamedRow(JournalRow Row, string Name);

/// <param name="Row">A row that a rollback had to keep.</param>
/// <param name="Remedy">How a person settles it.</param>
sealed record UnsettledRow(JournalRow Row, string Remedy);
