using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// The rollback of an update to another <c>Schema</c> or <c>Database</c> whose new id CloudFormation was never told, for it was
/// cancelled, failed, or its answer did not arrive: no Delete comes for what the update had begun there
/// (docs/decisions/0033).
/// </summary>
/// <param name="here">Where it goes back to.</param>
/// <param name="there">Where the update had led.</param>
/// <param name="standing">What there is where the rollback goes back to.</param>
/// <param name="direction">Says loudly what stays.</param>
sealed class MoveTakenBack(Target here, Target there, Standing standing, Direction direction)
{
    // The other session waits meanwhile, and the server ends one that is idle for a minute.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    /// <summary>Whether a rollback is one of these.</summary>
    /// <param name="here">Where it goes back to.</param>
    /// <param name="there">Where the update had led.</param>
    /// <param name="physicalResourceId">The id that CloudFormation has on record.</param>
    public static bool IsFor(Target here, Target there, string physicalResourceId) =>
        there.PhysicalResourceId != physicalResourceId && !there.IsIn(here);

    /// <summary>Undoes what the update did there, as far as that loses nobody's rows; what was there before it stays.</summary>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <returns>What stays, and why; null: nothing does.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        if ((there.Settings.Host, there.Settings.Port, there.Settings.Database)
            != (here.Settings.Host, here.Settings.Port, here.Settings.Database))
        {
            return $"Whether the update had begun anything in {there.PhysicalResourceId} was not looked at: "
                + "another database has another journal.";
        }

        if (Moves(standing).Count == 0)
        {
            return null;
        }

        // Whoever keeps the lock there does not keep the rollback here.
        var half = there.Context.Deadline.WorkTimeLeft / 2;
        using var time = new CancellationTokenSource(half < Longest ? half : Longest, there.Context.Clock);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            return await UndoAsync(soon.Token) is { } why ? Stays(why) : null;
        }
        catch (Exception exception) when (IsForItself(exception, cancellationToken))
        {
            there.Context.Log.DeploymentFailed(exception);
            return Stays(exception is OperationCanceledException
                ? "There was no more time for it." : LastResort.Text(exception));
        }
    }

    /// <returns>Why it is not done; null: it is.</returns>
    async Task<string?> UndoAsync(CancellationToken cancellationToken)
    {
        await using var session = await there.OpenAsync(Patience.Forward, cancellationToken);
        if (await session.AdmitAsync(makeTables: false, evict: _ => true, cancellationToken) is not { } found
            || Gate.Decide(found, there.Context) is not null)
        {
            return null;
        }

        var moves = Moves(found);
        var range = await RevertRange.OfAsync(session.Connection, there.Properties.Schema, moves, cancellationToken);
        if (WhyNot(found, range, moves) is { } why)
        {
            return why;
        }

        // The rollback itself ends its row.
        var deployment = new Deployment(found.Request!.Id, there.Properties.Schema);
        IReadOnlyList<Sql> last = [.. Traces(found, deployment, moves), Deployment.MarkReverted(moves), deployment.GoOn];
        var runner = new SegmentRunner(session, deployment, there.Properties.LockTimeout, there.Context);
        await (range.IsEmpty
            ? runner.EndAsync(new([], () => last), cancellationToken)
            : new Reversal(session, deployment, runner, found.Schema.Locks, there.Context.Log).RunAsync(
                range, new DataLossGuard(session, range.Own), () => last, cancellationToken));

        // What there is no time for here another run does, which finds this done.
        here.Headway.Make();
        return null;
    }

    string? WhyNot(Standing found, RevertRange range, List<long> moves) =>
        range.IsEmpty && !found.Schema.HasBegunDowns ? null
        : found.Owners.TryGetValue(there.Properties.Schema, out var owner) && !there.IsOwner(owner)
            ? $"It belongs to {owner.LogicalId} by now."
        : there.Properties.OnRollback == RollbackPolicy.Keep ? "OnRollback is Keep."
        : range.Findings.Count > 0 ? string.Join(" ", range.Findings)
        : IsOneTransaction(found, range, moves) ? null
        : "Not all of it can be taken back in one transaction.";

    // What stops half way would be on record in the row of a request that has its work in two schemas, and whose scripts often
    // have the same names in both. So would repeatables that make room; and what the update has settled for somebody waits again.
    static bool IsOneTransaction(Standing found, RevertRange range, List<long> moves) =>
        !found.Schema.HasBegunDowns && range.Aside.Count == 0 && range.FormerRepeatables.Count == 0
        && range.Reverts.All(stored => !RevertStep.Of(stored).IsOfAPart)
        && range.Segments(found.Schema.Locks) is [{ IsTransactional: true }]
        && !found.Rows.Any(row => row.Kind == ScriptKind.Repeatable && !moves.Contains(row.DeploymentId))
        && !found.History.Any(row => moves.Contains(row.Id) && row.Settled.Count > 0);

    // The id there is nobody's any more.
    IReadOnlyList<Sql> Traces(Standing found, Deployment deployment, List<long> moves)
    {
        var schema = there.Properties.Schema;
        var isOurs = found.Owners.TryGetValue(schema, out var owner) && there.IsOwner(owner)
            && !found.History.Any(row => row.IsReached && row.Schema == schema && !moves.Contains(row.Id));
        return
        [
            JournalEntries.Forget(
                found.Rows.Where(row => row.State == JournalState.Baseline && moves.Contains(row.DeploymentId)), deployment),
            .. isOurs && owner!.CreatedSchema ? SchemaStatements.DropWhenEmpty(schema) : [],
            .. isOurs ? [Deployment.Disown(schema)] : Array.Empty<Sql>(),
        ];
    }

    // The attempts at the update that this rollback takes back; one of them may have come to its end. What is behind one that
    // led back, be it by a rollback or by an update of its own, was there before.
    List<long> Moves(Standing found) =>
    [
        .. found.History.Reverse()
            .SkipWhile(row => row.State != DeploymentState.Succeeded
                && row.Properties == found.Properties && row.OldProperties == found.OldProperties)
            .TakeWhile(row => row.RequestType == "Update" && row.Schema == there.Properties.Schema
                && row.Properties == found.OldProperties && row.OldProperties == found.Properties)
            .Where(row => row.State != DeploymentState.Reverted)
            .Select(row => row.Id),
    ];

    string Stays(string why)
    {
        var stays = $"What the update had done in {there.PhysicalResourceId} stays, "
            + $"and no Delete of CloudFormation's comes for it. {why}";
        direction.SayKept(there.Context.Log, stays);
        return stays;
    }

    // Whoever took over answers; a link that is lost, or time that is over, is the whole rollback's.
    static bool IsForItself(Exception exception, CancellationToken cancellationToken) =>
        exception is not RunEndedException && !cancellationToken.IsCancellationRequested && !Transience.IsLinkLost(exception);
}
