using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Reverting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>CloudFormation rolls back: the journal says what to undo, the scripts of this image are not asked.</summary>
/// <remarks>
/// FAILED would leave the stack in UPDATE_ROLLBACK_FAILED. What cannot be undone is kept, said, and answered SUCCESS.
/// </remarks>
sealed class RollbackDeployment(
    Target target, MigratorSession session, Standing standing, RollbackPolicy policy, Direction direction)
{
    /// <summary>What stays in a schema to which the update had led, and why; null: nothing does.</summary>
    public string? Elsewhere { get; init; }

    readonly RequestWatch _watch = new(target.Context);
    readonly Deployment _deployment = new(standing.Request!.Id, target.Properties.Schema);

    // A run that was killed may have committed segments: they count as this rollback's, not as what was before it.
    readonly SchemaState _before = SchemaState.Of(standing.RowsBefore);

    readonly UndoSet _undo = UndoSet.For(standing, target.Properties.Schema);

    /// <summary>What these deployments declared to be there with Baseline: no object goes with it.</summary>
    IReadOnlyList<JournalRow> Declared =>
    [
        .. standing.Rows.Where(row => row.State == JournalState.Baseline && _undo.Deployments.Contains(row.DeploymentId))
            .Except(Unsettled),
    ];

    /// <summary>
    /// What an earlier rollback had kept, or an earlier deployment had left half done, and these have settled: it waits for a
    /// person again.
    /// </summary>
    IReadOnlyList<JournalRow> Unsettled => field ??= FindUnsettled();

    /// <exception cref="RunEndedException">A later request took over, or another run goes on.</exception>
    public async Task<ResourceOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var range = await RangeAsync(_undo.Deployments, cancellationToken);
        if (range.IsEmpty)
        {
            return await EndAsync(
                Answer(range, Restored(range)), [JournalEntries.Forget(Declared, _deployment)], cancellationToken);
        }

        // The code that returns was written for what an order to go down has taken back: that is no matter of keeping.
        if (policy == RollbackPolicy.Keep && !range.IsOfAnOrderToGoDown)
        {
            var left = await GiveBackAsync(range, cancellationToken);
            return await KeepAsync(range, left, KeptText.ByPolicy(left), cancellationToken);
        }

        return range.Findings.Count > 0
            ? await KeepLoudlyAsync(range, range, string.Join(" ", range.Findings), cancellationToken)
            : await RevertAsync(range, cancellationToken);
    }

    Reversal Reversal => new(session, _deployment, Runner, standing.Schema.Locks, target.Context.Log);

    Task<RevertRange> RangeAsync(IReadOnlyList<long> deployments, CancellationToken cancellationToken) =>
        RevertRange.OfAsync(session.Connection, _deployment.Schema, deployments, cancellationToken);

    async Task<ResourceOutcome> RevertAsync(RevertRange range, CancellationToken cancellationToken)
    {
        var answer = Answer(range, Restored(range)) with
        {
            RevertedCount = standing.TakenBack.Count + range.Reverts.Count,
            AppliedCount = range.Reapplies.Count,
        };
        try
        {
            await Reversal.RunAsync(
                range, new DataLossGuard(session, range.Own),
                () =>
                [
                    JournalEntries.Forget(Declared, _deployment),
                    Deployment.MarkReverted(_undo.Deployments),
                    .. End(answer = Timed(answer)),
                ],
                cancellationToken);
            target.Context.Log.LogRolledBack(answer);
            return answer.ToOutcome();
        }
        catch (Exception exception) when (Reason(exception, cancellationToken) is { } reason)
        {
            return await DoneAsync(cancellationToken)
                ?? await KeepLoudlyAsync(range, await LeftAsync(range, cancellationToken), reason, cancellationToken);
        }
    }

    async Task<ResourceOutcome?> DoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Gate.DoneAsync(session, target.Context, target.Context.Deadline.CleanUpToken);
        }
        catch (Exception exception) when (IsWithoutAnswer(exception, cancellationToken))
        {
            target.Context.Log.DeploymentFailed(exception);
            return null;
        }
    }

    // What is still there by now. Whoever cannot ask says what was to be taken back, and writes nothing down that is not so.
    async Task<RevertRange> LeftAsync(RevertRange range, CancellationToken cancellationToken)
    {
        try
        {
            await session.EnsureConnectedAsync(target.Context.Deadline.CleanUpToken);
            var cleanUp = target.Context.Deadline.CleanUpToken;
            return await RangeAsync([.. _undo.Deployments, _deployment.Id], cleanUp) with
            {
                HalfReverted = await HalfReverted.ByAsync(_deployment, session.Connection, cleanUp),
            };
        }
        catch (Exception exception) when (IsWithoutAnswer(exception, cancellationToken))
        {
            target.Context.Log.DeploymentFailed(exception);
            return range;
        }
    }

    async Task<ResourceOutcome> KeepLoudlyAsync(
        RevertRange range, RevertRange left, string reason, CancellationToken cancellationToken)
    {
        left = await GiveBackAsync(left, cancellationToken);
        var kept = KeptText.Of(range, left, reason);
        direction.SayKept(target.Context.Log, kept);
        return await KeepAsync(range, left, kept, cancellationToken);
    }

    // The code that returns was written for what the deployment had taken back. And whoever reads the schema goes on without what
    // is reverted or kept, but not without a view that was only in the way. Where time is over, half of what there is to clear
    // away is for those alone, which do not take long, and the other half for the record.
    async Task<RevertRange> GiveBackAsync(RevertRange left, CancellationToken cancellationToken)
    {
        if (left.Away.Count == 0)
        {
            return left;
        }

        using var soon = new CancellationTokenSource(target.Context.Deadline.CleanUpTimeLeft / 2, target.Context.Clock);
        try
        {
            await (cancellationToken.IsCancellationRequested
                ? Reversal.GiveBackAsync(left with { Reapplies = left.FormerRepeatables }, soon.Token)
                : Reversal.GiveBackAsync(left, cancellationToken));
        }
        catch (Exception exception) when (IsForThisRun(exception, cancellationToken))
        {
            target.Context.Log.StillAside(exception.Message);
        }

        return await LeftAsync(left, cancellationToken);
    }

    async Task<ResourceOutcome> KeepAsync(
        RevertRange range, RevertRange left, string reason, CancellationToken cancellationToken)
    {
        var half = left.HalfReverted.Select(row => row.Id).ToHashSet();
        var rows = left.Reverts.Select(stored => stored.Row)
            .Where(row => row.State == JournalState.Applied && !half.Contains(row.Id)).ToList();
        var after = With(range).Without(Reapplied(left)).With(rows, JournalState.Kept);
        var answer = Answer(range, after) with { Reason = Elsewhere is null ? reason : $"{Sentence.Of(reason)} {Elsewhere}" };
        try
        {
            await session.EnsureConnectedAsync(target.Context.Deadline.CleanUpToken);
            return await EndAsync(
                answer,
                [
                    .. half.Count > 0 ? [JournalEntries.LeaveHalf(left.HalfReverted)] : Array.Empty<Sql>(),
                    JournalEntries.LeaveHalfAgain(left.NotBack),
                    JournalEntries.SetState(rows, [JournalState.Applied], JournalState.Kept),
                ],
                target.Context.Deadline.CleanUpToken);
        }
        catch (Exception exception) when (IsForThisRun(exception, cancellationToken))
        {
            target.Context.Log.DeploymentFailed(exception);
            return (answer with { Reason = $"{answer.Reason} Whether the journal says so, too, is not known." }).ToOutcome();
        }
    }

    async Task<ResourceOutcome> EndAsync(MigrationAnswer answer, IReadOnlyList<Sql> entries, CancellationToken cancellationToken)
    {
        await Runner.EndAsync(new Surroundings([], () => [.. entries, .. End(answer = Timed(answer))]), cancellationToken);
        return answer.ToOutcome();
    }

    // No row of ownership where there was none before: what a rollback restores has an owner on record.
    IReadOnlyList<Sql> End(MigrationAnswer answer) =>
    [
        .. Unsettled.Count > 0 ? [JournalEntries.Unsettle(Unsettled)] : Array.Empty<Sql>(),
        Deployment.OwnAgain(_deployment.Schema, target.Owner(createdSchema: false, createdDatabase: false)),
        _deployment.End(DeploymentState.Succeeded, _before.Version.ToString(), answer.VersionAfter.ToString(), answer.ToStored()),
    ];

    MigrationAnswer Answer(RevertRange range, SchemaState after) => new()
    {
        PhysicalResourceId = target.PhysicalResourceId,
        SchemaVersion = _undo.RestoredVersion ?? Restored(range).Version.ToString(),
        Before = _before,
        After = after,
        Duration = TimeSpan.Zero,
        Reason = Elsewhere,
    };

    MigrationAnswer Timed(MigrationAnswer answer) => answer with { Duration = _watch.Elapsed };

    SchemaState Restored(RevertRange range) => With(range).Without(Declared);

    SchemaState With(RevertRange range) => SchemaState.Of(standing.Rows)
        .Without(range.Reverts.Select(stored => stored.Row)).With(Reapplied(range))
        .Without(Unsettled).With(Unsettled.Where(row => !row.IsHalf), JournalState.Kept);

    List<JournalRow> FindUnsettled()
    {
        var settled = standing.History.Where(row => _undo.Deployments.Contains(row.Id))
            .SelectMany(row => row.Settled).ToHashSet();
        return [.. standing.Rows.Where(row => row.IsPresent && settled.Contains(row.Id))];
    }

    // Whoever took over answers, and a link that is lost in time is another attempt's.
    static bool IsForThisRun(Exception exception, CancellationToken cancellationToken) => exception is not RunEndedException
        && (cancellationToken.IsCancellationRequested || !Transience.IsLinkLost(exception));

    // Nobody can say how things stand, and no other attempt follows that could.
    static bool IsWithoutAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is NpgsqlException or OperationCanceledException or CustomResourceException
            && IsForThisRun(exception, cancellationToken);

    static IEnumerable<JournalRow> Reapplied(RevertRange range) => range.Reapplies.Select(stored => stored.Row);

    SegmentRunner Runner => new(session, _deployment, target.Properties.LockTimeout, target.Context);

    // Null: it is not for this run to keep anything.
    string? Reason(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        RunEndedException => null,
        _ when Lateness.IsReason(exception, cancellationToken) && session.MayGoOn => null,
        _ when cancellationToken.IsCancellationRequested => new OutOfTimeException(exception).Message,
        _ when Transience.IsLinkLost(exception) => null,
        CustomResourceException known => known.Message,
        PostgresException server => $"{server.SqlState} {server.MessageText}.",
        _ => null,
    };
}
