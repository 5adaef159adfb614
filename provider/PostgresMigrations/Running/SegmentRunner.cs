using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Progressing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Runs segments: each commits whole, or leaves nothing.</summary>
/// <param name="session">Holds the lock.</param>
/// <param name="deployment">The request's row, whose fence every commit passes.</param>
/// <param name="lockTimeout">How long a statement waits for a lock; never applied to CONCURRENTLY.</param>
/// <param name="context">The request: its deadline, its clock for pauses, its log for every retry.</param>
sealed class SegmentRunner(MigratorSession session, Deployment deployment, TimeSpan lockTimeout, RequestContext context)
{
    readonly FencedCommit _commit = new(session, deployment, context);
    readonly Retries _retries = new(session, context);
    readonly Pace _pace = new(context);

    /// <summary>Runs one segment.</summary>
    /// <param name="segment">Its steps.</param>
    /// <param name="guard">Looks at the steps inside the transaction, before any of them is run for good.</param>
    /// <param name="around">What else is written in the segment's transactions.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ScriptFailedException">A statement failed; the segment is rolled back.</exception>
    /// <exception cref="SupersededException">A later request took over; the segment is rolled back.</exception>
    /// <exception cref="ConnectFailure">The link broke every time; the segment is rolled back.</exception>
    /// <exception cref="GoesOnException">Time is over, and another run takes what is left.</exception>
    public async Task RunAsync(Segment segment, IStepGuard? guard, Surroundings around, CancellationToken cancellationToken)
    {
        var next = segment.Steps[0].Text.Name;
        if (!_pace.HasTime && session.MayGoOn)
        {
            throw new GoesOnException(session.Headway.ToOutcome(), next, null);
        }

        try
        {
            await _pace.MeasureAsync(() => RunSegmentAsync(segment, guard, around, cancellationToken));
            session.Headway.Make();
        }
        catch (Exception exception) when (Lateness.IsReason(exception, cancellationToken) && session.MayGoOn)
        {
            throw new GoesOnException(session.Headway.ToOutcome(), next, exception);
        }
    }

    async Task RunSegmentAsync(Segment segment, IStepGuard? guard, Surroundings around, CancellationToken cancellationToken)
    {
        if (!segment.IsTransactional)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await RunAloneAsync(segment.Steps[0], guard, around, cancellationToken);
            return;
        }

        await _retries.RunAsync(
            segment.Steps[0].Text.Name,
            () => RunTogetherAsync(segment, guard, around, cancellationToken),
            () => IsOnRecordAsync(
                segment.Steps.LastOrDefault(step => step is not PassingStep) ?? segment.Steps[^1], cancellationToken),
            cancellationToken);
    }

    Task RunTogetherAsync(Segment segment, IStepGuard? guard, Surroundings around, CancellationToken cancellationToken) =>
        _commit.RunAsync(async () =>
        {
            var pipeline = Pipeline(cancellationToken);
            pipeline.AddAll([FencedCommit.Begin, .. around.First]);
            if (guard is null)
            {
                await RunStepsAsync(pipeline, segment.Steps, cancellationToken);
            }
            else
            {
                pipeline.Add(ScriptSettings.LockTimeout(lockTimeout));
                await pipeline.FlushAsync();
                await guard.RunAsync([.. segment.Steps.Select(step => Guarded(step, cancellationToken))], cancellationToken);
            }

            await _commit.CommitAsync(pipeline, segment.Steps, around.Last, cancellationToken);
        });

    /// <summary>Ends the deployment without running anything.</summary>
    public async Task EndAsync(Surroundings around, CancellationToken cancellationToken)
    {
        var pipeline = Pipeline(cancellationToken);
        pipeline.AddAll([FencedCommit.Begin, .. around.First]);
        await _commit.CommitAsync(pipeline, [], around.Last, cancellationToken);
    }

    /// <summary>The steps and their journal rows, inside the transaction that is open.</summary>
    async Task RunStepsAsync(Pipeline pipeline, IEnumerable<RunStep> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            pipeline.Add(ScriptSettings.Before(deployment.Schema, LockTimeoutOf(step)));
            await (step is RevertStep { IsOfAPart: true } part
                ? new PartialDown(session.Connection, context.Log, cancellationToken).RunAsync(pipeline, part)
                : pipeline.AddAsync(step));
            pipeline.AddAll(ScriptSettings.After);
            pipeline.AddAll(StepEntries.Ended(step, deployment));
        }

        await pipeline.FlushAsync();
    }

    GuardedPart Guarded(RunStep step, CancellationToken cancellationToken) =>
        new(step, () => RunStepsAsync(Pipeline(cancellationToken), [step], cancellationToken));

    // Outside a transaction a row tells that the script was begun, before anything of it runs. From then on a broken run goes on
    // where it stopped; before, the whole request is carried out again.
    async Task RunAloneAsync(RunStep step, IStepGuard? guard, Surroundings around, CancellationToken cancellationToken)
    {
        await _commit.RunAsync(async () =>
        {
            using var progress = await FindProgressAsync(step, cancellationToken);
            if (!progress.IsResumed)
            {
                await TryAsync(step, guard, cancellationToken);
            }

            var pipeline = Pipeline(cancellationToken);
            pipeline.AddAll([FencedCommit.Begin, .. around.First, .. StepEntries.Begun(step, deployment), progress.Carried]);
            await _commit.CommitAsync(pipeline, [], null, cancellationToken);
        });

        await _retries.RunAsync(
            step.Text.Name,
            () => RunToTheEndAsync(step, guard, around, cancellationToken),
            () => IsOnRecordAsync(step, cancellationToken),
            cancellationToken);
    }

    Task RunToTheEndAsync(RunStep step, IStepGuard? guard, Surroundings around, CancellationToken cancellationToken) =>
        _commit.RunAsync(async () =>
        {
            await RunStatementsAsync(step, guard, cancellationToken);
            var pipeline = Pipeline(cancellationToken);
            pipeline.AddAll([FencedCommit.Begin, .. ScriptSettings.After]);
            AddEnd(pipeline, step);
            await _commit.CommitAsync(pipeline, [step], around.Last, cancellationToken);
        });

    // Another migrator that had the lock meanwhile has given up the script's row, and begun it anew.
    void AddEnd(Pipeline pipeline, RunStep step)
    {
        var end = StepEntries.EndedAlone(step, deployment);
        if (step is ApplyStep or ReapplyStep)
        {
            pipeline.AddNeeded(end);
        }
        else
        {
            pipeline.AddAll(end);
        }
    }

    async Task RunStatementsAsync(RunStep step, IStepGuard? guard, CancellationToken cancellationToken)
    {
        if (step.Text.Directives.Batches)
        {
            await new BatchRunner(session, deployment, _commit, LockTimeoutOf(step), context).RunAsync(step, cancellationToken);
            return;
        }

        using var progress = await FindProgressAsync(step, cancellationToken);
        if (progress.IsResumed)
        {
            context.Log.ScriptResumed(step.Text.Name, progress.Done);
        }

        await new StatementRunner(
            session.Connection, deployment, _commit, LockTimeoutOf(step), guard, progress, session.Headway, context)
            .RunAsync(step, cancellationToken);
    }

    Task<ScriptProgress> FindProgressAsync(RunStep step, CancellationToken cancellationToken) =>
        ScriptProgress.FindAsync(session.Connection, step, deployment, cancellationToken);

    // Of a script that never ended, the down takes back as much as it can. A trial that a lock has stopped says nothing yet.
    async Task TryAsync(RunStep step, IStepGuard? guard, CancellationToken cancellationToken)
    {
        if (step is RevertStep { IsOfAPart: false })
        {
            await _retries.RunAsync(
                step.Text.Name, () => TryOnceAsync(step, guard, cancellationToken), () => Task.FromResult(false),
                cancellationToken);
        }
    }

    Task TryOnceAsync(RunStep step, IStepGuard? guard, CancellationToken cancellationToken) =>
        _commit.RunAsync(async () =>
        {
            var settings = ScriptSettings.Before(deployment.Schema, LockTimeoutOf(step));
            await new DownTrial(session.Connection, settings, guard, context.Deadline).RunAsync(step, cancellationToken);
        });

    async Task<bool> IsOnRecordAsync(RunStep step, CancellationToken cancellationToken) =>
        (await session.Connection.QueryAsync(
            StepEntries.IsOnRecord(step, deployment), row => row.GetBoolean(0), cancellationToken))[0];

    Pipeline Pipeline(CancellationToken cancellationToken) => new(session.Connection, context.Deadline, cancellationToken);

    TimeSpan LockTimeoutOf(RunStep step) => step.Text.Directives.LockTimeout ?? lockTimeout;
}
