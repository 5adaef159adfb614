using System.Runtime.ExceptionServices;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Runs segments: each commits whole, or leaves nothing.</summary>
/// <param name="session">Holds the lock.</param>
/// <param name="deployment">The request's row, whose fence every commit passes.</param>
/// <param name="lockTimeout">How long a statement waits for a lock; never applied to CONCURRENTLY.</param>
/// <param name="context">The request: its deadline, its clock for pauses, its log for every retry.</param>
sealed class SegmentRunner(MigratorSession session, Deployment deployment, TimeSpan lockTimeout, RequestContext context)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    static Sql Begin { get; } = new("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");

    /// <summary>Runs one segment.</summary>
    /// <param name="segment">Its steps.</param>
    /// <param name="guard">Looks at the steps inside the transaction, before any of them is run for good.</param>
    /// <param name="around">What else is written in the segment's transactions.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ScriptFailedException">A statement failed; the segment is rolled back.</exception>
    /// <exception cref="SupersededException">A later request took over; the segment is rolled back.</exception>
    /// <exception cref="ConnectFailure">The link broke every time; the segment is rolled back.</exception>
    public async Task RunAsync(Segment segment, IStepGuard? guard, Surroundings around, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await (segment.IsTransactional
                    ? RunTogetherAsync(segment, guard, around, cancellationToken)
                    : RunAloneAsync(segment.Steps[0], guard, around, cancellationToken));
                return;
            }
            catch (Exception exception) when (segment.IsTransactional && Transience.IsTransient(exception))
            {
                if (attempt >= Attempts.Most && Transience.IsLinkLost(exception) && exception is not CommitUnknownException)
                {
                    throw ConnectFailure.Broken(attempt, exception);
                }

                context.Log.SegmentRetried(segment.Steps[0].Text.Name, attempt, exception.Message);
                if (await IsCommittedAsync(segment, exception, cancellationToken))
                {
                    return;
                }

                await PauseAsync(attempt, exception, cancellationToken);
            }
        }
    }

    // When time ends in between, the reason why it was not enough is worth more than the fact.
    async Task PauseAsync(int attempt, Exception failure, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause * Math.Min(attempt, 10), context.Clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested && failure is CustomResourceException)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    async Task RunTogetherAsync(Segment segment, IStepGuard? guard, Surroundings around, CancellationToken cancellationToken)
    {
        try
        {
            var pipeline = new Pipeline(session.Connection, cancellationToken);
            pipeline.AddAll([Begin, .. around.First]);
            if (guard is not null)
            {
                pipeline.Add(ScriptSettings.LockTimeout(lockTimeout));
                await pipeline.FlushAsync();
                await guard.CheckAsync([.. segment.Steps.Select(step => Guarded(step, cancellationToken))], cancellationToken);
            }

            await RunStepsAsync(pipeline, segment.Steps);
            await CommitAsync(pipeline, around.Last, cancellationToken);
        }
        catch (Exception exception) when (exception is not CommitUnknownException)
        {
            await RollBackAsync();
            throw;
        }
    }

    /// <summary>Ends the deployment without running anything.</summary>
    public async Task EndAsync(Surroundings around, CancellationToken cancellationToken)
    {
        var pipeline = new Pipeline(session.Connection, cancellationToken);
        pipeline.AddAll([Begin, .. around.First]);
        await CommitAsync(pipeline, around.Last, cancellationToken);
    }

    /// <summary>The steps and their journal rows, inside the transaction that is open.</summary>
    async Task RunStepsAsync(Pipeline pipeline, IEnumerable<RunStep> steps)
    {
        foreach (var step in steps)
        {
            pipeline.Add(ScriptSettings.Before(deployment.Schema, LockTimeoutOf(step)));
            await pipeline.AddAsync(step);
            pipeline.AddAll(ScriptSettings.After);
            pipeline.AddAll(StepEntries.Ended(step, deployment));
        }

        await pipeline.FlushAsync();
    }

    GuardedPart Guarded(RunStep step, CancellationToken cancellationToken) =>
        new(step.Text.Directives, () => RunStepsAsync(new Pipeline(session.Connection, cancellationToken), [step]));

    // Outside a transaction a row tells that the script was begun, before anything of it runs.
    async Task RunAloneAsync(RunStep step, IStepGuard? guard, Surroundings around, CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(step, guard, cancellationToken);
            var pipeline = new Pipeline(session.Connection, cancellationToken);
            pipeline.AddAll([Begin, .. around.First, .. StepEntries.Begun(step, deployment)]);
            await CommitAsync(pipeline, null, cancellationToken);
            await new StatementRunner(session.Connection, deployment, LockTimeoutOf(step), guard)
                .RunAsync(step, cancellationToken);
            pipeline.AddAll([Begin, .. ScriptSettings.After, StepEntries.EndedAlone(step, deployment)]);
            await CommitAsync(pipeline, around.Last, cancellationToken);
        }
        catch (Exception exception) when (exception is not CommitUnknownException)
        {
            await RollBackAsync();
            throw;
        }
    }

    // Of a script that never ended, the down takes back as much as it can.
    async Task TryAsync(RunStep step, IStepGuard? guard, CancellationToken cancellationToken)
    {
        if (step is RevertStep { Stored.Row.State: not JournalState.Running })
        {
            var settings = ScriptSettings.Before(deployment.Schema, LockTimeoutOf(step));
            await new DownTrial(session.Connection, settings, guard).RunAsync(step, cancellationToken);
        }
    }

    async Task CommitAsync(Pipeline pipeline, Func<IReadOnlyList<Sql>>? last, CancellationToken cancellationToken)
    {
        pipeline.Add(deployment.HoldLock);
        var fence = pipeline.Add(deployment.Fence);
        pipeline.AddAll(last?.Invoke() ?? [deployment.GoOn]);
        await pipeline.FlushAsync();
        if (fence.RecordsAffected == 0)
        {
            await session.Connection.ExecuteAsync(new Sql("ROLLBACK"), cancellationToken);
            var isRunning = await session.Connection.QueryAsync(
                deployment.IsRunning, row => row.GetBoolean(0), cancellationToken);
            throw isRunning is [true] ? new LockLostException(deployment.Schema) : new SupersededException();
        }

        try
        {
            // Begun in time, a commit is waited for beyond it: giving up on it would only lose sight of it.
            await session.Connection.ExecuteAsync(new Sql("COMMIT"), context.Deadline.CleanUpToken);
        }
        catch (PostgresException exception)
        {
            throw new CommitFailedException(exception);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            throw new CommitUnknownException(exception);
        }
    }

    // A broken link rolls back by itself, but only once the server has noticed: the lock, which is waited for, tells that it has.
    async Task<bool> IsCommittedAsync(Segment segment, Exception exception, CancellationToken cancellationToken)
    {
        if (!Transience.IsLinkLost(exception))
        {
            return false;
        }

        await session.ReconnectAsync(cancellationToken);
        return exception is CommitUnknownException
            && segment.Steps.LastOrDefault(step => step is not PassingStep) is { } recorded
            && (await session.Connection.QueryAsync(
                StepEntries.IsOnRecord(recorded, deployment), row => row.GetBoolean(0), cancellationToken))[0];
    }

    // Best effort: where the link is gone, so is the transaction.
    async Task RollBackAsync()
    {
        try
        {
            await session.Connection.ExecuteAsync(
                [new Sql("ROLLBACK"), .. ScriptSettings.After], context.Deadline.CleanUpToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            context.Log.RollBackFailed(exception.Message);
        }
    }

    TimeSpan LockTimeoutOf(RunStep step) => step.Text.Directives.LockTimeout ?? lockTimeout;
}
