using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Indexes;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>Looks, through a connection of its own, at who keeps the migrator's statements waiting for a lock.</summary>
/// <remarks>
/// Opened only for a second try, or for what takes half a minute or a quarter of the time: what is waited for has to be looked at
/// while it is, and afterwards nobody can tell.
/// </remarks>
sealed class BlockerWatch(DatabaseConnector connector, RequestContext context) : IAsyncDisposable
{
    // For a lock timeout may be short.
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    // Rarely: the question stops all of the server's lock table for a moment.
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    const int Most = 3;

    NpgsqlConnection? _connection;
    string? _seen;
    string? _seenLast;

    /// <summary>Runs, and looks meanwhile.</summary>
    /// <param name="waiting">The server process that may have to wait.</param>
    /// <param name="isAgain">
    /// Whether it is a second try: then the lock timeout may end the waiting, else only the time does.
    /// </param>
    /// <param name="runAsync">What it does.</param>
    /// <param name="work">The time there is to work.</param>
    public async Task DuringAsync(int waiting, bool isAgain, Func<Task> runAsync, CancellationToken work)
    {
        using var over = new CancellationTokenSource();
        var looking = LookAsync(waiting, isAgain, work, over.Token);
        try
        {
            await runAsync();
        }
        finally
        {
            await over.CancelAsync();
            await looking;
        }
    }

    /// <summary>The failure, with those who were in the way if it is for want of a lock.</summary>
    public Exception Explain(Exception failure) => (failure, _seen) switch
    {
        (_, null) => failure,
        (ScriptFailedException { InnerException: PostgresException server } script, { } seen) when IsForLock(server) =>
            script.Saying($"{Sentence.Of(script.Message)} It waited for {seen}."),
        (PostgresException server, { } seen) when IsForLock(server) => new BlockedException(server, seen),
        _ => failure,
    };

    /// <summary>The same where time was over while a statement waited; null where none did then.</summary>
    public Exception? ExplainEnd(string script, Exception failure) => (failure, _seenLast) switch
    {
        (BuildStoppedException stopped, { } seen) => stopped.WaitingFor(seen),
        (OperationCanceledException or ScriptFailedException { SqlState: PostgresErrorCodes.QueryCanceled }, { } seen) =>
            new BlockedException(script, seen, failure),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    static bool IsForLock(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected;

    async Task LookAsync(int waiting, bool isAgain, CancellationToken work, CancellationToken over)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(work, over);
        for (var pause = isAgain ? Soon : UntilNext; ; pause = isAgain ? Between : UntilNext)
        {
            // Nearly all transactions are over by then: an exception for each would cost more than the watch.
            await Task.Delay(pause, context.Clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (either.IsCancellationRequested || !await TryLookAsync(waiting, work, over))
            {
                return;
            }
        }
    }

    // Without it the deployment works as well, and says less.
    async Task<bool> TryLookAsync(int waiting, CancellationToken work, CancellationToken over)
    {
        try
        {
            if (_connection is null)
            {
                _connection = await connector.OpenAsync(Patience.None, over);
                await _connection.ExecuteAsync(SessionSettings.Apply, over);
            }

            Note(await _connection.QueryAsync(Query(waiting), Describe, over), work);
        }
        catch (CustomResourceException)
        {
            return false;
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            // Its link may have broken, also by the cancelling: the next look takes another.
            await DisposeAsync();
            _connection = null;
        }

        return true;
    }

    // A look that the end of the time overtook may name who was waited for. That nobody is, says nothing then: what is cancelled
    // waits for nobody any more.
    void Note(IReadOnlyList<string> blockers, CancellationToken work)
    {
        if (blockers.Count > 0 || !work.IsCancellationRequested)
        {
            _seenLast = blockers.Count > 0 ? string.Join("; and for ", blockers.Distinct(StringComparer.Ordinal)) : null;
            _seen = _seenLast ?? _seen;
        }
    }

    // A part of the time that is left, again and again: on a busy machine, too, some looks come before the end.
    TimeSpan UntilNext => (context.Deadline.WorkTimeLeft / 4) switch
    {
        var part when part < Between => Between,
        var part when part > Longest => Longest,
        var part => part,
    };

    static Sql Query(int waiting) => new(
        """
        SELECT b.pid, a.application_name, a.usename::text,
          extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start))::bigint, a.query
        FROM unnest(pg_catalog.pg_blocking_pids($1::int)) AS b(pid) LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
        LIMIT $2
        """,
        Sql.Value(waiting), Sql.Value(Most));

    // Number 0 stands for transactions that are prepared and belong to no process.
    static string Describe(NpgsqlDataReader row) => row.GetInt32(0) == 0
        ? "a prepared transaction (see pg_prepared_xacts)"
        : $"process {row.GetInt32(0)} ({Named(row.Text(1))}, user {row.Text(2) ?? "unknown"}"
            + $"{(row.IsDBNull(3) ? "" : $", its transaction {row.GetInt64(3)} s old")}): {QueryText.Shown(row.Text(4))}";

    static string Named(string? application) => string.IsNullOrEmpty(application) ? "unnamed" : application;
}
