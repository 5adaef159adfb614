using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Sessions;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>How a Delete ends: its answer, and the same on record.</summary>
/// <param name="target">Whose it is.</param>
/// <param name="session">Holds the lock.</param>
/// <param name="standing">What was there before it.</param>
/// <param name="physicalResourceId">The id that it came with, and is answered with.</param>
sealed class DeletionEnd(Target target, MigratorSession session, Standing standing, string physicalResourceId)
{
    public Deployment Deployment { get; } = new(standing.Request!.Id, target.Properties.Schema);

    public SegmentRunner Runner => new(session, Deployment, target.Properties.LockTimeout, target.Context);

    public Reversal Reversal => new(session, Deployment, Runner, standing.Schema.Locks, target.Context.Log);

    /// <summary>Who else has a schema in the database.</summary>
    public IReadOnlyList<string> OtherOwners =>
    [
        .. standing.Owners.Where(other => other.Key != target.Properties.Schema)
            .Select(other => $"\"{other.Key}\" ({other.Value.LogicalId})"),
    ];

    /// <summary>The SUCCESS on record.</summary>
    public Sql Record(Succeeded outcome) => Deployment.End(
        DeploymentState.Succeeded, standing.DatabaseVersion.ToString(), null, MigrationAnswer.ToStored(outcome));

    public Succeeded Outcome(string? reason) => new(physicalResourceId) { Reason = reason };

    /// <summary>Drops the database.</summary>
    /// <remarks>
    /// Not recorded as done before it is: the record goes with the database, and a second delivery finds none. Who is at work in
    /// it is asked last of all: it would be ended in the middle.
    /// </remarks>
    /// <exception cref="DropFailedException">The server refused it, or others are at work in it.</exception>
    public async Task<ResourceOutcome> DropDatabaseAsync(CancellationToken cancellationToken)
    {
        await Runner.EndAsync(new Surroundings([], null), cancellationToken);
        await session.DisposeAsync();
        var others = await target.DatabaseMaker.DropUnlessAsync(
            () => DatabaseNeighbours.AtWorkAsync(target, Patience.Endless, cancellationToken), Patience.Endless,
            cancellationToken);
        return others.Count == 0
            ? Outcome(null)
            : throw new DropFailedException(
                $"Database \"{target.Settings.Database}\"",
                $"other resources are at work in it: {string.Join(", ", others)}");
    }

    /// <summary>Ends with SUCCESS, and what else is written then.</summary>
    public async Task<ResourceOutcome> SucceedAsync(
        string? reason, IReadOnlyList<Sql> statements, CancellationToken cancellationToken)
    {
        await Runner.EndAsync(new Surroundings([], () => [.. statements, Record(Outcome(reason))]), cancellationToken);
        return Outcome(reason);
    }

    /// <summary>Ends with FAILED: all is as it was, or as a later Delete will find it.</summary>
    public async Task<ResourceOutcome> FailAsync(Failed failed, FailedScript? script, CancellationToken cancellationToken)
    {
        var version = standing.DatabaseVersion.ToString();
        var end = Deployment.End(DeploymentState.Failed, version, version, MigrationAnswer.ToStored(failed, script));
        var half = await HalfReverted.ByAsync(Deployment, session.Connection, cancellationToken);
        await Runner.EndAsync(new Surroundings([], () => [JournalEntries.LeaveHalf(half), end]), cancellationToken);
        return failed;
    }
}
