using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Progressing;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Indexes;

/// <summary>
/// Runs statements with CONCURRENTLY so that what a broken one leaves INVALID does not stay, and stands in nobody's way.
/// </summary>
/// <param name="connection">In the script's own search path and role.</param>
/// <param name="progress">Knows whether an earlier run has begun the statement.</param>
/// <param name="noteAsync">Writes a progress down.</param>
/// <param name="lockTimeout">How long clearing away waits; the statement itself waits as long as there is time.</param>
/// <param name="context">The request: its deadline and its log.</param>
sealed class ConcurrentRunner(
    NpgsqlConnection connection, ScriptProgress progress, Func<Sql, CancellationToken, Task> noteAsync, TimeSpan lockTimeout,
    RequestContext context)
{
    // With the time over, whoever holds the table must not keep the answer waiting, too.
    public static readonly TimeSpan Hurry = TimeSpan.FromSeconds(1);

    /// <exception cref="ScriptFailedException">It failed; the message says what became of what it left.</exception>
    /// <exception cref="BuildStoppedException">Time was over; the message says the same.</exception>
    public async Task RunAsync(Origin origin, Func<Task> sendAsync, CancellationToken cancellationToken)
    {
        var work = new IndexWork(origin.Statement);
        var there = await FindAsync(work, cancellationToken);
        if (progress.IsBegun && progress.IsSame && work.IsDone(there, progress.Before))
        {
            return;
        }

        if (progress.IsBegun)
        {
            await DropAsync(work.Made(there, progress.Before), cancellationToken);
        }

        await ClearTheWayAsync(origin, work, cancellationToken);
        there = await FindAsync(work, cancellationToken);
        await noteAsync(progress.Beginning([.. there.Select(index => index.Oid)]), cancellationToken);
        try
        {
            await sendAsync();
        }
        catch (Exception exception) when (exception is ScriptFailedException or OperationCanceledException
            && !Transience.IsLinkLost(exception))
        {
            throw BuildStoppedException.Told(origin, exception, await CleanUpAsync(work, there, cancellationToken));
        }
    }

    async Task<IReadOnlyList<FoundIndex>> FindAsync(IndexWork work, CancellationToken cancellationToken) =>
        work.Query is { } query ? await connection.QueryAsync(query, IndexCatalog.Read, cancellationToken) : [];

    // Somebody may be building it: then it is waited for, as dropping would, and looked at once more.
    async Task ClearTheWayAsync(Origin origin, IndexWork work, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var index in work.InTheWay(await FindAsync(work, cancellationToken)))
            {
                await connection.ExecuteAsync(
                    [new Sql("BEGIN"), new Sql($"LOCK TABLE {index.Table} IN SHARE UPDATE EXCLUSIVE MODE"), new Sql("COMMIT")],
                    cancellationToken);
                await new Writers(connection, context.Clock).WaitAsync(cancellationToken);
            }

            await DropAsync(work.InTheWay(await FindAsync(work, cancellationToken)), cancellationToken);
        }
        catch (PostgresException exception) when (!Transience.IsLinkLost(exception))
        {
            throw ScriptFailedException.For(origin, exception);
        }
    }

    async Task DropAsync(IReadOnlyList<FoundIndex> leftovers, CancellationToken cancellationToken)
    {
        foreach (var index in leftovers)
        {
            await connection.ExecuteAsync(new Sql($"DROP INDEX CONCURRENTLY IF EXISTS {index.Quoted}"), cancellationToken);
            context.Log.InvalidIndexDropped(index.Quoted);
        }
    }

    // Best effort: what it cannot drop, the next run of the script does.
    async Task<string> CleanUpAsync(IndexWork work, IReadOnlyList<FoundIndex> before, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundIndex> left = [];
        try
        {
            var cleanUp = context.Deadline.CleanUpToken;
            await connection.ExecuteAsync(
                ScriptSettings.LockTimeoutOfSession(cancellationToken.IsCancellationRequested ? Hurry : lockTimeout), cleanUp);
            IReadOnlyList<long> oids = [.. before.Select(index => index.Oid)];
            left = work.Made(await FindAsync(work, cleanUp), oids);
            await DropAsync(left, cleanUp);
            var note = left.Count == 0 ? string.Empty : $" It left {Names(left)} INVALID, which {Was(left)} dropped.";
            return note + await NoteOutcomeAsync(work, oids, cleanUp);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or OperationCanceledException
            or CustomResourceException)
        {
            context.Log.RollBackFailed(exception.Message);
            return $" It left {Names(left)} INVALID, which could not be dropped: the next run of the script does that.";
        }
    }

    // A DROP may have come to its end all the same, or half way: then the index is there, and no query uses it.
    async Task<string> NoteOutcomeAsync(IndexWork work, IReadOnlyList<long> before, CancellationToken cancellationToken)
    {
        var there = await FindAsync(work, cancellationToken);
        var broken = work.HalfDropped(there);
        if (broken.Count == 0 && work.Query is not null)
        {
            await noteAsync(work.IsDone(there, before) ? progress.Ended : progress.NotBegun, cancellationToken);
        }

        return broken.Count == 0 ? string.Empty
            : $" It left {Names(broken)} INVALID: no query uses it until it is built again.";
    }

    static string Names(IReadOnlyList<FoundIndex> indexes) =>
        indexes.Count == 0 ? "perhaps an index" : string.Join(" and ", indexes.Select(index => $"index {index.Quoted}"));

    static string Was(IReadOnlyList<FoundIndex> indexes) => indexes.Count == 1 ? "was" : "were";
}
