using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>What the journal says of one script; its texts are read only where they are run.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Kind">Versioned or repeatable.</param>
/// <param name="Version">Null for a repeatable.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Checksum">Of the up script's text.</param>
/// <param name="State">Where it stands.</param>
/// <param name="DeploymentId">The deployment that ran it.</param>
sealed record JournalRow(
    long Id, ScriptKind Kind, ScriptVersion? Version, string Name, string Checksum, JournalState State, long DeploymentId)
{
    /// <summary>Its run never ended: half of it may be there, also where a person has accepted that.</summary>
    public bool IsHalf { get; init; }

    public bool IsPresent => State is JournalState.Applied or JournalState.Kept or JournalState.Baseline;
}

/// <summary>The states of a row, lower-case in the table.</summary>
enum JournalState
{
    /// <summary>Begun outside a transaction and not known to have ended.</summary>
    Running,
    Applied,
    Reverted,

    /// <summary>
    /// A rollback should have reverted it and could not: in the database until a deployment adopts or accepts it.
    /// </summary>
    Kept,

    /// <summary>Declared to be in the database; it can't be reverted.</summary>
    Baseline,
}

static class JournalRows
{
    /// <summary>SQL: the states that <see cref="JournalRow.IsPresent"/> means.</summary>
    public const string Present = "('applied', 'kept', 'baseline')";

    public static ScriptVersion NewestVersion(this IEnumerable<JournalRow> rows) =>
        rows.Select(row => row.Version ?? ScriptVersion.Zero).DefaultIfEmpty(ScriptVersion.Zero).Max();
}
