using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// A Delete with an id that CloudFormation made up, for a Create that it cancelled or whose answer it never had, or with that of
/// a Create which failed and could not undo itself. Had anything come after the first, CloudFormation would know the id; after
/// the second another may have worked.
/// </summary>
sealed class CreationTakenBack(Target target, MigratorSession session, Standing standing, string physicalResourceId)
{
    readonly DeletionEnd _end = new(target, session, standing, physicalResourceId);
    readonly OwnerRow? _owner = standing.Owners.GetValueOrDefault(target.Properties.Schema);

    // A Delete before this one may have failed.
    DeploymentRow? LastAttempt => standing.History.LastOrDefault(row => row.RequestType != "Delete");

    /// <summary>Undoes whatever that Create did, if it is there and nothing came after it.</summary>
    /// <param name="requestId">Of the Create that failed; null where the id is made up.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    public async Task<ResourceOutcome> RunAsync(string? requestId, CancellationToken cancellationToken)
    {
        if (LastAttempt is not { RequestType: "Create", IsRecent: true } create
            || (requestId ?? create.RequestId) != create.RequestId || _owner is not null && !target.IsOwner(_owner))
        {
            return await _end.SucceedAsync(
                "The id is not one of ours, and there is no Create to take back. Nothing was touched.", [], cancellationToken);
        }

        if (target.Properties.OnDelete == DeletePolicy.DropDatabase && standing.Schema.DatabaseComment == target.DatabaseMark
            && _end.OtherOwners.Count == 0)
        {
            return await _end.DropDatabaseAsync(cancellationToken);
        }

        return await UndoAsync(create, cancellationToken);
    }

    async Task<ResourceOutcome> UndoAsync(DeploymentRow create, CancellationToken cancellationToken)
    {
        var range = await RevertRange.OfAsync(session.Connection, _end.Deployment.Schema, [create.Id], cancellationToken);
        var traces = _owner is { CreatedSchema: true } ? SchemaStatements.DropWhenEmpty(_end.Deployment.Schema) : [];
        if (range.IsEmpty || range.Findings.Count > 0)
        {
            return range.IsEmpty
                ? await _end.SucceedAsync(null, [.. traces, Forget(create.Id)], cancellationToken)
                : await _end.SucceedAsync(NotUndone(string.Join(" ", range.Findings)), traces, cancellationToken);
        }

        try
        {
            await _end.Reversal.RunAsync(
                range, new DataLossGuard(session, range.Xids),
                () => [.. traces, Forget(create.Id), Deployment.MarkReverted([create.Id]), _end.Record(_end.Outcome(null))],
                cancellationToken);
            return _end.Outcome(null);
        }
        catch (Exception down) when (down is ScriptFailedException or DataLossException)
        {
            await session.EnsureConnectedAsync(cancellationToken);
            var half = await HalfReverted.ByAsync(_end.Deployment, session.Connection, cancellationToken);
            return await _end.SucceedAsync(
                NotUndone(down.Message), [.. traces, JournalEntries.LeaveHalf(half)], cancellationToken);
        }
    }

    static string NotUndone(string why) =>
        $"The Create failed, was cancelled, or its answer never arrived, but not all it did could be undone. {why}";

    Sql Forget(long deployment) => JournalEntries.Forget(
        standing.Rows.Where(row => row.State == JournalState.Baseline && row.DeploymentId == deployment), _end.Deployment);
}
