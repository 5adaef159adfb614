using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// A Delete with an id that CloudFormation made up, for a Create that it cancelled or whose answer it never had, or with that of
/// a Create which failed and could not undo itself, or said that it made nothing. Had anything come after the first,
/// CloudFormation would know the id; after the others another may have worked. Or the Delete of a resource that was added again,
/// and may be taken back with its siblings.
/// </summary>
sealed class CreationTakenBack(Target target, MigratorSession session, Standing standing, string physicalResourceId)
{
    const string Left = "What was left of this resource before it was added again stays.";

    readonly DeletionEnd _end = new(target, session, standing, physicalResourceId);
    readonly OwnerRow? _owner = standing.Owners.GetValueOrDefault(target.Properties.Schema);

    /// <summary>
    /// The Create, if it is one of a resource that was let go of and is added again: also a Delete with the resource's own id may
    /// be the rollback of that, which leaves what it found. Else null.
    /// </summary>
    public DeploymentRow? AddedAgain =>
        standing.LastAttempt is { RequestType: "Create", IsRecent: true } create && FoundSomething(create) ? create : null;

    /// <summary>Undoes whatever that Create did, if it is there and nothing came after it.</summary>
    public async Task<ResourceOutcome> RunAsync(
        DeleteRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        if (standing.LastAttempt is not { RequestType: "Create" } create || !IsMeant(create, request)
            || await WasTakenOverAsync(create, cancellationToken))
        {
            return await _end.SucceedAsync(
                "The id is not one of ours, and there is no Create to take back. Nothing was touched.", [], cancellationToken);
        }

        if (target.Properties.OnDelete == DeletePolicy.DropDatabase && standing.Schema.DatabaseComment == target.DatabaseMark
            && !IsAnothers && !FoundSomething(create) && await IsAloneAsync(cancellationToken))
        {
            return await _end.DropDatabaseAsync(cancellationToken);
        }

        return await UndoAsync(create, cancellationToken);
    }

    /// <summary>Undoes what the Create did, as far as that loses nobody's rows; what was there before it stays.</summary>
    public async Task<ResourceOutcome> UndoAsync(DeploymentRow create, CancellationToken cancellationToken)
    {
        var range = await RevertRange.OfAsync(session.Connection, _end.Deployment.Schema, [create.Id], cancellationToken);
        var traces = Traces(create);
        IReadOnlyList<Sql> last = [.. traces, Forget(create.Id), Deployment.MarkReverted([create.Id])];
        var left = FoundSomething(create) ? Left : null;
        if (range.IsEmpty || range.Findings.Count > 0)
        {
            return range.IsEmpty
                ? await _end.SucceedAsync(left, last, cancellationToken)
                : await _end.SucceedAsync(NotUndone(string.Join(" ", range.Findings)), traces, cancellationToken);
        }

        try
        {
            await _end.Reversal.RunAsync(
                range, new DataLossGuard(session, range.Own),
                () => [.. last, _end.Record(_end.Outcome(left))],
                cancellationToken);
            return _end.Outcome(left);
        }
        catch (Exception down) when (down is ScriptFailedException or DataLossException)
        {
            await session.EnsureConnectedAsync(cancellationToken);
            var half = await HalfReverted.ByAsync(_end.Deployment, session.Connection, cancellationToken);
            return await _end.SucceedAsync(
                NotUndone(down.Message), [.. traces, JournalEntries.LeaveHalf(half)], cancellationToken);
        }
    }

    // Nobody has ordered that the database goes: whatever others have put into it stays.
    async Task<bool> IsAloneAsync(CancellationToken cancellationToken) => _end.OtherOwners.Count == 0
        && await DatabaseNeighbours.FindAsync(target, Patience.Endless, cancellationToken) is [];

    // Of a Create that never came only the properties tell it from one that is long over. One that has made nothing leaves
    // nothing to take back, unless another delivery of it was at work until now.
    bool IsMeant(DeploymentRow create, DeleteRequest<MigrationProperties> request) => request.FailedCreate is { } failed
        ? create.RequestId == failed
        : create.IsRecent && create.Properties == standing.Properties
            && (!request.IsNeverCreated || create.State == DeploymentState.Superseded);

    bool IsAnothers => _owner is not null && !target.IsOwner(_owner);

    // A Create that did not come to its end has put nobody on record as the owner yet, and whose schema it found may still be.
    // Whoever has worked there since stands on what it left.
    async Task<bool> WasTakenOverAsync(DeploymentRow create, CancellationToken cancellationToken) => IsAnothers
        && (create.IsReached || (await session.Connection.QueryAsync(
            Deployment.HasOwnerWorkedSince(create.Id, _end.Deployment.Schema), row => row.GetBoolean(0), cancellationToken))[0]);

    // With the database all of it would go.
    bool FoundSomething(DeploymentRow create) => standing.HasEarlierLife(
        create.Id, target.Properties.OnDelete == DeletePolicy.DropDatabase ? null : _end.Deployment.Schema);

    IReadOnlyList<Sql> Traces(DeploymentRow create) =>
        _owner is { CreatedSchema: true } && target.IsOwner(_owner) && !standing.HasEarlierLife(create.Id, _end.Deployment.Schema)
            ? SchemaStatements.DropWhenEmpty(_end.Deployment.Schema)
            : [];

    static string NotUndone(string why) =>
        $"The Create failed, was cancelled, or its answer never arrived, but not all it did could be undone. {why}";

    Sql Forget(long deployment) => JournalEntries.Forget(
        standing.Rows.Where(row => row.State == JournalState.Baseline && row.DeploymentId == deployment), _end.Deployment);
}
