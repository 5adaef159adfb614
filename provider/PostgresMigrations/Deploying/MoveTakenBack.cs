using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>
/// The rollback of an update to another <c>Schema</c> or <c>Database</c> whose new id CloudFormation was never told, for it was
/// cancelled, failed, or its answer did not arrive: no Delete comes for what the update had begun there
/// (docs/decisions/0033).
/// </summary>
/// <param name="here">Where the rollback goes back to.</param>
/// <param name="there">Where the update had led.</param>
/// <param name="session">Holds the lock here.</param>
/// <param name="standing">What there is here.</param>
/// <param name="direction">Says loudly what stays.</param>
sealed class MoveTakenBack(Target here, Target there, MigratorSession session, Standing standing, Direction direction)
{
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
        // In the same journal it shows without a second connection.
        if (IsSameDatabase && Moves(standing).Count == 0)
        {
            return null;
        }

        // Whoever keeps the lock there, or does not answer, does not keep the rollback here.
        using var half = new CancellationTokenSource(there.Context.Deadline.WorkTimeLeft / 2, there.Context.Clock);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, half.Token);
        try
        {
            return await UndoAsync(soon.Token);
        }
        catch (ConnectFailure failure)
            when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName })
        {
            return null;
        }
        catch (Exception exception) when (IsForItself(exception, cancellationToken))
        {
            // The update may have failed for the same reason as this one's connection, and often has.
            there.Context.Log.DeploymentFailed(exception);
            return exception is ConnectFailure || Transience.IsLinkLost(exception)
                ? NotKnown(LastResort.Text(exception))
                : Stays(LastResort.Text(exception));
        }
    }

    async Task<string?> UndoAsync(CancellationToken cancellationToken)
    {
        await using var other = await there.OpenAsync(Patience.None, cancellationToken);
        if (await other.AdmitAsync(makeTables: false, evict: _ => true, cancellationToken) is not { } found)
        {
            return null;
        }

        if (Gate.Decide(found, there.Context) is { } ended)
        {
            return (ended as Succeeded)?.Reason;
        }

        var isOneJournal = await IsOneJournalAsync(other, cancellationToken);
        var range = await RevertRange.OfAsync(
            other.Connection, there.Properties.Schema, Moves(found), cancellationToken);
        if (await TryAsync(other, found, range, isOneJournal, cancellationToken) is not { } why)
        {
            return null;
        }

        var stays = Stays(why);
        await RunAsync(other, found, range, stays, isOneJournal, cancellationToken);
        return stays;
    }

    /// <returns>Why it is not done; null: it is.</returns>
    async Task<string?> TryAsync(
        MigratorSession other, Standing found, RevertRange range, bool isOneJournal, CancellationToken cancellationToken)
    {
        if (WhyNot(range, found.Schema.Locks) is { } why)
        {
            return why;
        }

        try
        {
            await RunAsync(other, found, range, stays: null, isOneJournal, cancellationToken);
            return null;
        }
        catch (Exception down) when (down is ScriptFailedException or DataLossException)
        {
            there.Context.Log.DeploymentFailed(down);
            await other.EnsureConnectedAsync(cancellationToken);
            return down.Message;
        }
    }

    async Task RunAsync(
        MigratorSession other, Standing found, RevertRange range, string? stays, bool isOneJournal,
        CancellationToken cancellationToken)
    {
        var deployment = new Deployment(found.Request!.Id, there.Properties.Schema);
        var runner = new SegmentRunner(other, deployment, there.Properties.LockTimeout, there.Context);
        var moves = Moves(found);
        IReadOnlyList<Sql> last =
        [
            .. stays is null ? [.. Traces(found, moves), Deployment.MarkReverted(moves)] : Array.Empty<Sql>(),
            isOneJournal ? deployment.GoOn : End(deployment, found, stays is null ? range : null, stays),
        ];
        await (range.IsEmpty || stays is not null
            ? runner.EndAsync(new([], () => last), cancellationToken)
            : new Reversal(other, deployment, runner, found.Schema.Locks, there.Context.Log).RunAsync(
                range, new DataLossGuard(other, range.Own), () => last, cancellationToken));
    }

    // What stops half way would be on record in the row of a request that has its work in two schemas, and whose scripts often
    // have the same names in both.
    string? WhyNot(RevertRange range, LockBudget locks) =>
        range.IsEmpty ? null
        : there.Properties.OnRollback == RollbackPolicy.Keep ? "OnRollback is Keep."
        : range.Findings.Count > 0 ? string.Join(" ", range.Findings)
        : range.Reverts.Any(stored => RevertStep.Of(stored) is { IsOfAPart: true } or { IsTransactional: false })
            || range.Segments(locks).Count > 1
            ? "Not all of it can be taken back in one transaction."
        : null;

    // The id there is nobody's any more.
    IReadOnlyList<Sql> Traces(Standing found, IReadOnlyList<long> moves)
    {
        var schema = there.Properties.Schema;
        var isOurs = found.Owners.TryGetValue(schema, out var owner) && there.IsOwner(owner)
            && !found.History.Any(row => row.IsReached && row.Schema == schema && !moves.Contains(row.Id));
        IReadOnlyList<Sql> forget =
        [
            JournalEntries.Forget(
                found.Rows.Where(row => row.State == JournalState.Baseline && moves.Contains(row.DeploymentId)),
                new(found.Request!.Id, schema)),
        ];
        return !isOurs ? forget
            : owner!.CreatedSchema ? [.. forget, .. SchemaStatements.DropWhenEmpty(schema), Deployment.Disown(schema)]
            : [.. forget, Deployment.Disown(schema)];
    }

    // The attempts at the update that this rollback takes back; one of them may have come to its end. What is behind one that
    // led back, be it by a rollback or by an update of its own, was there before.
    List<long> Moves(Standing found)
    {
        var schema = there.Properties.Schema;
        return [.. found.History.Reverse()
            .SkipWhile(row => row.State != DeploymentState.Succeeded
                && row.Properties == found.Properties && row.OldProperties == found.OldProperties)
            .TakeWhile(row => row.RequestType == "Update" && row.Schema == schema
                && row.Properties == found.OldProperties && row.OldProperties == found.Properties)
            .Where(row => row.State != DeploymentState.Reverted)
            .Select(row => row.Id)];
    }

    // Two names may lead to one database, whose journal has one row for this request: the rollback itself ends that. Another
    // delivery finds in it which session has the lock here.
    async Task<bool> IsOneJournalAsync(MigratorSession other, CancellationToken cancellationToken)
    {
        var locked = new Sql(
            $"SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE {LockKey.IsHold("$1")} AND l.pid = $2)",
            Sql.Value(LockKey.ForSchema(here.Properties.Schema)), Sql.Value((long)session.Connection.ProcessID));
        var isOne = (await other.Connection.QueryAsync(locked, row => row.GetBoolean(0), cancellationToken))[0];
        if (isOne)
        {
            await session.Admission.TryAgainAsync(cancellationToken);
        }

        return isOne;
    }

    Sql End(Deployment deployment, Standing found, RevertRange? undone, string? stays)
    {
        var before = SchemaState.Of(found.Rows);
        var after = undone is null ? before : before.Without(undone.Reverts.Select(stored => stored.Row));
        return deployment.End(
            DeploymentState.Succeeded, before.Version.ToString(), after.Version.ToString(),
            MigrationAnswer.ToStored(new Succeeded(here.PhysicalResourceId) { Reason = stays }));
    }

    string Stays(string why)
    {
        var stays = $"What the update had done in {there.PhysicalResourceId} stays, "
            + $"and no Delete of CloudFormation's comes for it. {why}";
        direction.SayKept(there.Context.Log, stays);
        return stays;
    }

    string NotKnown(string why) => $"Whether the update had begun anything in {there.PhysicalResourceId} is not known. {why}";

    bool IsSameDatabase => there.Settings.Database == here.Settings.Database && there.Settings.Host == here.Settings.Host;

    // Whoever took over answers. Time that is over, or a link that is lost, is the whole rollback's, unless it led elsewhere.
    bool IsForItself(Exception exception, CancellationToken cancellationToken) =>
        exception is not RunEndedException && !cancellationToken.IsCancellationRequested
        && (!IsSameDatabase || !Transience.IsLinkLost(exception));
}
