using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Committing;

/// <summary>Ends transactions: behind the fence, or back to where they began.</summary>
sealed class FencedCommit(MigratorSession session, Deployment deployment, RequestContext context)
{
    public static Sql Begin { get; } = new("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");

    /// <summary>Sends what waits, passes the fence, and commits.</summary>
    /// <param name="pipeline">What belongs to the transaction, from its BEGIN on.</param>
    /// <param name="scripts">What of it is scripts.</param>
    /// <param name="last">What ends the deployment; null when it goes on.</param>
    /// <param name="cancellationToken">The time there is to work; the commit itself is waited for beyond it.</param>
    /// <exception cref="SupersededException">A later request took over; the transaction is rolled back.</exception>
    /// <exception cref="LockLostException">Another migrator has the lock; the transaction is rolled back.</exception>
    /// <exception cref="CommitFailedException">The server refused it; the transaction is rolled back.</exception>
    /// <exception cref="CommitUnknownException">Whether it is committed only the journal can tell.</exception>
    public async Task CommitAsync(
        Pipeline pipeline, IReadOnlyList<RunStep> scripts, Func<IReadOnlyList<Sql>>? last, CancellationToken cancellationToken)
    {
        if (scripts.Any(step => step is ApplyStep))
        {
            pipeline.AddAll([RowNotes.Of(deployment), .. RowNotes.Report(session.Connection)]);
        }

        await PassAsync(pipeline, last?.Invoke() ?? [deployment.GoOn], cancellationToken);
        try
        {
            // Begun in time, a commit is waited for beyond it: giving up on it would only lose sight of it.
            await session.Connection.ExecuteAsync(new Sql("COMMIT"), context.Deadline.CleanUpToken);
        }
        catch (PostgresException exception) when (!Transience.IsLinkLost(exception))
        {
            throw new CommitFailedException(scripts, exception);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            throw new CommitUnknownException(exception);
        }
    }

    /// <summary>The same for what commits by itself, or runs outside of transactions: only as far as the fence.</summary>
    /// <param name="pipeline">What belongs to the transaction so far.</param>
    /// <param name="behind">What comes behind the fence.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="SupersededException">As above.</exception>
    /// <exception cref="LockLostException">As above.</exception>
    public async Task PassAsync(Pipeline pipeline, IEnumerable<Sql> behind, CancellationToken cancellationToken)
    {
        pipeline.Add(deployment.HoldLock);
        var fence = pipeline.Add(deployment.Fence);
        pipeline.AddAll(behind);
        await pipeline.FlushAsync();
        if (fence.RecordsAffected == 0 || !pipeline.HasFoundAll)
        {
            await session.Connection.ExecuteAsync(new Sql("ROLLBACK"), cancellationToken);
            var isRunning = await session.Connection.QueryAsync(
                deployment.IsRunning, row => row.GetBoolean(0), cancellationToken);
            throw isRunning is [true] ? new LockLostException(deployment.Schema) : new SupersededException();
        }
    }

    /// <summary>Runs what begins a transaction and may commit it, and rolls back where it ends with anything else.</summary>
    /// <param name="runAsync">All of it. What became of a commit whose reply got lost is for the journal to tell.</param>
    public async Task RunAsync(Func<Task> runAsync)
    {
        try
        {
            await runAsync();
        }
        catch (Exception exception) when (exception is not CommitUnknownException)
        {
            await RollBackAsync();
            throw;
        }
    }

    /// <summary>Best effort: where the link is gone, so is the transaction.</summary>
    public async Task RollBackAsync()
    {
        try
        {
            await session.Connection.ExecuteAsync(
                [new Sql("ROLLBACK"), .. ScriptSettings.After, .. RowNotes.Report(session.Connection)],
                context.Deadline.CleanUpToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            context.Log.RollBackFailed(exception.Message);
        }
    }
}
