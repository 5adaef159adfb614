using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>
/// Repeats the one statement of a script, each time in a transaction of its own, until it affects no row: a backfill that can be
/// stopped anywhere and goes on where it stopped, because what it has done it does not find again.
/// </summary>
sealed class BatchRunner(
    MigratorSession session, Deployment deployment, FencedCommit commit, TimeSpan lockTimeout, RequestContext context)
{
    readonly Retries _retries = new(session, context);
    readonly Pace _pace = new(context);
    int _batches;
    long _rows;

    /// <exception cref="ScriptFailedException">A batch failed; those before it stay.</exception>
    /// <exception cref="BatchesUnfinishedException">Time was over; the batches until then stay.</exception>
    public async Task RunAsync(RunStep step, CancellationToken cancellationToken)
    {
        var origin = new Origin(step, step.Text.Statements.First());
        try
        {
            for (var affected = 1L; affected > 0;)
            {
                if (!_pace.HasTime)
                {
                    throw new BatchesUnfinishedException(step.Text.Name, _batches, _rows, null);
                }

                await _pace.MeasureAsync(async () => affected = await RunOneAsync(origin, cancellationToken));
            }
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is OperationCanceledException)
        {
            throw new BatchesUnfinishedException(step.Text.Name, _batches, _rows, exception);
        }

        context.Log.BatchesDone(step.Text.Name, _batches, _rows);
    }

    // A commit whose reply got lost needs no looking up: the next batch takes what this one left.
    async Task<long> RunOneAsync(Origin origin, CancellationToken cancellationToken)
    {
        var affected = (long?)null;
        await _retries.RunAsync(
            origin.Step.Text.Name,
            async () => affected = await RunInTransactionAsync(origin, cancellationToken),
            () => Task.FromResult(true),
            cancellationToken);
        _rows += affected ?? 0;
        _batches += affected > 0 ? 1 : 0;
        if (affected > 0)
        {
            session.Headway.MakeBatch();
        }

        return affected ?? 1;
    }

    async Task<long> RunInTransactionAsync(Origin origin, CancellationToken cancellationToken)
    {
        var rows = 0L;
        await commit.RunAsync(async () =>
        {
            var pipeline = new Pipeline(session.Connection, context.Deadline, cancellationToken);
            pipeline.AddAll([FencedCommit.Begin, ScriptSettings.Before(deployment.Schema, lockTimeout)]);
            var batch = pipeline.Put(origin);
            pipeline.AddAll(ScriptSettings.After);
            if (StepEntries.Touched(origin.Step, deployment) is { } entry)
            {
                pipeline.Add(entry);
            }

            await commit.CommitAsync(pipeline, [origin.Step], null, cancellationToken);
            rows = (long)batch.Rows;
        });
        return rows;
    }
}
