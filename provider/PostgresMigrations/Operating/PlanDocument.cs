using Lockstep.PostgresMigrations.Running.Statements;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>
/// What <c>plan</c> answers: what a Create or forward Update with these properties and this image would do. What depends on a
/// journal that cannot be used is null: not known, and not none.
/// </summary>
sealed record PlanDocument
{
    public string Command { get; } = "plan";

    public required Place Place { get; init; }

    public required JournalVerdict Journal { get; init; }

    /// <summary>Why the deployment would fail without running anything, all at once; empty: it would run.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>The owner whose place it would take; null where it takes nobody's.</summary>
    public required string? TakesOver { get; init; }

    public required bool CreatesSchema { get; init; }

    public string? DatabaseVersion { get; init; }

    public string? VersionAfter { get; init; }

    /// <summary>In running order.</summary>
    public IReadOnlyList<PlannedSegment>? Segments { get; init; }

    /// <summary>Kept rows that count as applied afterwards.</summary>
    public IReadOnlyList<ScriptEntry>? Adopted { get; init; }

    /// <summary>Kept rows that stay as they are.</summary>
    public IReadOnlyList<ScriptEntry>? Accepted { get; init; }

    public IReadOnlyList<RenamedEntry>? Renamed { get; init; }

    /// <summary>Begun by an earlier deployment and not known to have ended: run again.</summary>
    public IReadOnlyList<ScriptEntry>? RunAgain { get; init; }

    /// <summary>What is dangerous about the scripts; with <c>Lint: Error</c> it is among the refusals, too.</summary>
    public IReadOnlyList<string>? Lint { get; init; }

    public RollbackPreview? Rollback { get; init; }

    /// <summary>Null where it was not asked for.</summary>
    public SyntaxReport? Syntax { get; init; }
}

sealed record RenamedEntry(string From, string To);

/// <summary>Steps that commit together, or the one that cannot share a transaction.</summary>
/// <param name="IsTransactional">One transaction around all of them.</param>
/// <param name="Why">Why it begins and ends where it does.</param>
/// <param name="Steps">In running order.</param>
sealed record PlannedSegment(bool IsTransactional, string Why, IReadOnlyList<PlannedStep> Steps);

/// <param name="Action">What is done.</param>
/// <param name="Kind">Versioned or Repeatable.</param>
/// <param name="Version">Null for a repeatable.</param>
/// <param name="Name">The script's file.</param>
/// <param name="Statements">How many.</param>
/// <param name="Down">Whether an applied script could be taken back again; null for a revert.</param>
sealed record PlannedStep(StepAction Action, ScriptKind Kind, string? Version, string Name, int Statements, DownState? Down);

enum StepAction
{
    Apply,
    Revert,
    Reapply,
}

enum DownState
{
    Present,
    Missing,
    Irreversible,
}
