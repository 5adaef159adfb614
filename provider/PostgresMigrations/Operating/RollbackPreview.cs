using Lockstep.PostgresMigrations.Deploying;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>What CloudFormation's rollback of the planned deployment would do, as far as the scripts' texts tell.</summary>
/// <remarks>Rows that an application writes meanwhile are looked at only then: they may still make it keep the schema.</remarks>
/// <param name="Outcome">What becomes of the schema.</param>
/// <param name="Reasons">Why it would be kept.</param>
/// <param name="Segments">In running order; empty where it would be kept.</param>
sealed record RollbackPreview(RollbackOutcome Outcome, IReadOnlyList<string> Reasons, IReadOnlyList<PlannedSegment> Segments)
{
    /// <param name="run">The deployment.</param>
    /// <param name="replaced">The former texts of repeatables, which come back.</param>
    /// <param name="policy">Of the properties that the deployment has.</param>
    /// <param name="locks">What one transaction can hold.</param>
    public static RollbackPreview Of(
        ForwardRun run, IReadOnlyList<StoredScript> replaced, RollbackPolicy policy, LockBudget locks)
    {
        var range = new RevertRange(
            [.. run.Plan.Pending.Reverse().Select(AsStored)], [.. run.Reverts.Reverts.Reverse(), .. replaced]);
        return range switch
        {
            { IsEmpty: true } => new(RollbackOutcome.Nothing, [], []),
            _ when policy == RollbackPolicy.Keep && !range.IsOfAnOrderToGoDown =>
                new(RollbackOutcome.Keeps, ["OnRollback is Keep."], []),
            { Findings: { Count: > 0 } findings } => new(RollbackOutcome.Keeps, findings, []),
            _ => new(RollbackOutcome.Reverts, [], PlannedSegments.Of(range.Segments(locks), TransactionScope.Batch)),
        };
    }

    // As the journal will have it: the rollback itself reads nothing else.
    static StoredScript AsStored(Script script) => new(
        new JournalRow(0, script.Kind, script.Version, script.Name, script.JournaledChecksum, JournalState.Applied, 0), script.Up,
        script.Down, script.Down?.Checksum, script.IsIrreversible, []);
}

enum RollbackOutcome
{
    /// <summary>There is nothing to take back.</summary>
    Nothing,
    Reverts,

    /// <summary>Nothing is reverted: the schema stays ahead of the code.</summary>
    Keeps,
}
