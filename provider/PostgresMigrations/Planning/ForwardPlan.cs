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
    /// <summary>Compares the scripts with the journal.</summary>
    /// <exception cref="MigrationRefusedException">They tell different histories; names every difference.</exception>
    public static ForwardPlan For(IReadOnlyList<Script> scripts, IReadOnlyList<JournalRow> rows, MigrationProperties properties)
    {
        if (scripts.FirstOrDefault(script => script.Kind == ScriptKind.Repeatable) is { } repeatable)
        {
            throw new MigrationRefusedException([$"{repeatable.Name}: repeatable scripts are not available in this version."]);
        }

        var package = scripts.Where(script => script.Version is not null).ToDictionary(script => script.Version!.Value);
        var newest = package.Keys.DefaultIfEmpty(ScriptVersion.Zero).Max();
        var target = TargetVersion.Parse(properties.TargetVersion);
        var comparison = new PlanComparison(package, rows, newest, properties);
        comparison.ThrowIfRefused(target);

        var limit = target ?? newest;
        var pending = comparison.Pending.Where(script => script.Version <= limit).ToList();
        return new ForwardPlan(
            pending,
            comparison.RowsAbove(target),
            comparison.Adopted,
            comparison.Accepted,
            comparison.Renamed,
            [.. rows.Where(row => row.State == JournalState.Running && pending.Exists(script => script.Version == row.Version))],
            limit);
    }
}

/// <param name="Row">The row that carries the old name.</param>
/// <param name="Name">The file's name now.</param>
sealed record RenamedRow(JournalRow Row, string Name);
