using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Progressing;
using Lockstep.PostgresMigrations.Running.Statements;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Indexes;

/// <summary>
/// Runs DETACH PARTITION … CONCURRENTLY, and ends one that broke off half way: the server refuses to begin it again.
/// </summary>
/// <param name="connection">In the script's own search path and role.</param>
/// <param name="progress">Knows whether an earlier run has begun the statement.</param>
/// <param name="noteAsync">Writes a progress down.</param>
/// <param name="lockTimeout">How long clearing up waits; the statement itself waits as long as there is time.</param>
/// <param name="context">The request: its deadline and its log.</param>
sealed class DetachRunner(
    NpgsqlConnection connection, ScriptProgress progress, Func<Sql, CancellationToken, Task> noteAsync, TimeSpan lockTimeout,
    RequestContext context)
{
    /// <exception cref="ScriptFailedException">It failed; the message says whether the partition is half detached.</exception>
    /// <exception cref="BuildStoppedException">Time was over; the message says the same.</exception>
    public async Task RunAsync(
        Origin origin, DetachedPartition detached, Func<Task> sendAsync, CancellationToken cancellationToken)
    {
        var partition = await AttachedPartition.FindAsync(connection, detached, cancellationToken);
        if (partition is null && progress.IsBegun && progress.IsSame && progress.Before.Count > 0)
        {
            return;
        }

        await noteAsync(progress.Beginning(partition is null ? [] : [partition.Oid]), cancellationToken);
        try
        {
            await (partition is { IsPending: true } ? FinalizeAsync(origin, partition, cancellationToken) : sendAsync());
        }
        catch (Exception exception) when (exception is ScriptFailedException or OperationCanceledException
            && !Transience.IsLinkLost(exception))
        {
            var note = await CleanUpAsync(detached, wasAttached: partition is not null, cancellationToken);
            throw BuildStoppedException.Told(origin, exception, note);
        }
    }

    async Task FinalizeAsync(Origin origin, AttachedPartition pending, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(
                [ScriptSettings.WithoutLockTimeout, pending.Finalize, ScriptSettings.AsPatientAsBefore], cancellationToken);
            context.Log.DetachmentFinalized(pending.Finalize.Text);
        }
        catch (PostgresException exception) when (!Transience.IsLinkLost(exception))
        {
            throw ScriptFailedException.For(origin, exception);
        }
    }

    // Best effort: what it cannot end, the next run of the script does, or the down.
    async Task<string> CleanUpAsync(DetachedPartition detached, bool wasAttached, CancellationToken cancellationToken)
    {
        try
        {
            var cleanUp = context.Deadline.CleanUpToken;
            await connection.ExecuteAsync(
                ScriptSettings.LockTimeoutOfSession(
                    cancellationToken.IsCancellationRequested ? ConcurrentRunner.Hurry : lockTimeout),
                cleanUp);
            var left = await AttachedPartition.FindAsync(connection, detached, cleanUp);
            if (left is { IsPending: true })
            {
                await connection.ExecuteAsync(left.Finalize, cleanUp);
                left = null;
            }

            await noteAsync(wasAttached && left is null ? progress.Ended : progress.NotBegun, cleanUp);
            return string.Empty;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or OperationCanceledException
            or CustomResourceException)
        {
            context.Log.RollBackFailed(exception.Message);
            return $" It left partition {detached.Partition} half detached: the next run of the script ends that.";
        }
    }
}
