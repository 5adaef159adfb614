using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>What a Create or a forward Update is going to do, all of it checked before anything runs.</summary>
/// <param name="Versioned">The versioned scripts to run, in order.</param>
/// <param name="Repeatables">What becomes of the repeatable ones, which run behind them.</param>
/// <param name="Reverts">
/// Rows to take back instead, newest first: an order to go down, and the repeatables that came with or after what it takes back.
/// </param>
/// <param name="Adopted">Kept rows whose script is here unchanged: applied from now on.</param>
/// <param name="Accepted">Kept rows that a person accepts as they are.</param>
/// <param name="Renamed">Applied rows whose file has another name by now.</param>
/// <param name="Unfinished">Rows of scripts that never ended and are run again.</param>
/// <param name="WantedVersion">The version that this image and its TargetVersion ask for.</param>
sealed record ForwardPlan(
    IReadOnlyList<Script> Versioned,
    RepeatablePlan Repeatables,
    IReadOnlyList<JournalRow> Reverts,
    IReadOnlyList<JournalRow> Adopted,
    IReadOnlyList<JournalRow> Accepted,
    IReadOnlyList<RenamedRow> Renamed,
    IReadOnlyList<JournalRow> Unfinished,
    ScriptVersion WantedVersion)
{
    /// <summary>Compares the scripts with the journal.</summary>
    /// <exception cref="MigrationRefusedException">They tell different histories; names every difference.</exception>
    public static ForwardPlan For(IReadOnlyList<Script> scripts, IReadOnlyList<JournalRow> rows, MigrationProperties properties)
    {
        var package = scripts.Where(script => script.Version is not null).ToDictionary(script => script.Version!.Value);
        var newest = package.Keys.DefaultIfEmpty(ScriptVersion.Zero).Max();
        var target = TargetVersion.Parse(properties.TargetVersion);
        var comparison = new PlanComparison(package, rows, newest, properties);
        var limit = target ?? newest;
        var above = comparison.RowsAbove(target);
        var reverted = RepeatablesSince(above, rows).ToList();
        var repeatables = RepeatablePlan.For(
            scripts, [.. rows.Except(reverted)], limit == newest && comparison.EndsAt(newest, above));
        comparison.ThrowIfRefused(target, repeatables.Findings);

        IReadOnlyList<Script> versioned = [.. comparison.Pending.Where(script => script.Version <= limit)];
        return new ForwardPlan(
            versioned,
            repeatables,
            [.. reverted, .. above],
            [.. comparison.Adopted, .. repeatables.Adopted],
            comparison.Accepted,
            comparison.Renamed,
            BegunOf(rows, [.. versioned, .. repeatables.Pending]),
            limit);
    }

    /// <summary>Former texts of repeatables that are run again after the reverts.</summary>
    public IReadOnlyList<JournalRow> Reapplied { get; init; } = [];

    /// <summary>The scripts to run, in order.</summary>
    public IReadOnlyList<Script> Pending => [.. Versioned, .. Repeatables.PendingAfter(Reapplied)];

    /// <summary>Those of the former texts that stay.</summary>
    public IEnumerable<JournalRow> Restored => Reapplied.Where(row => Pending.All(script => script.Name != row.Name));

    /// <summary>The first script that an order to go down takes back; null where there is no such order.</summary>
    public JournalRow? FirstReverted => Reverts.Where(row => row.Version is not null).MinBy(row => row.Id);

    static IEnumerable<JournalRow> RepeatablesSince(IReadOnlyList<JournalRow> above, IReadOnlyList<JournalRow> rows) =>
        above.Count == 0
            ? []
            : rows.Where(row => row.IsPresent && row.Kind == ScriptKind.Repeatable && row.Id > above.Min(first => first.Id))
                .OrderByDescending(row => row.Name, StringComparer.Ordinal);

    static IReadOnlyList<JournalRow> BegunOf(IReadOnlyList<JournalRow> rows, IReadOnlyList<Script> pending) =>
    [
        .. rows.Where(row => row.State == JournalState.Running
            && pending.Any(script => row.Version is { } version ? script.Version == version : script.Name == row.Name)),
    ];
}

/// <param name="Row">The row that carries the old name.</param>
/// <param name="Name">The file's name now.</param>
sealed record RenamedRow(JournalRow Row, string Name);
