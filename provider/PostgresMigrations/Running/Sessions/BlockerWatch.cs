using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Indexes;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>Looks, through a connection of its own, at who keeps the migrator's statements waiting for a lock.</summary>
/// <remarks>
/// Opened only for a second try, or shortly before time is over: what is waited for has to be looked at while it is, and
/// afterwards nobody can tell.
/// </remarks>
sealed class BlockerWatch(DatabaseConnector connector, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Soon, for a lock timeout may be short.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    // Rarely: the question stops all of the server's lock table for a moment.
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    const int Most = 3;

    NpgsqlConnection? _connection;
    string? _seen;
    string? _seenLast;

    /// <summary>Runs, and looks meanwhile.</summary>
    /// <param name="waiting">The server process that may have to wait.</param>
    /// <param name="after">When to look for the first time.</param>
    /// <param name="runAsync">What it does.</param>
    /// <param name="work">
    /// The time there is to work: what is cancelled when it is over waits for nobody any more, and a look then would say so.
    /// </param>
    public async Task DuringAsync(int waiting, TimeSpan after, Func<Task> runAsync, CancellationToken work)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(work);
        var looking = LookAsync(waiting, after, over.Token);
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

    // Without it the deployment works as well, and says less.
    async Task LookAsync(int waiting, TimeSpan after, CancellationToken cancellationToken)
    {
        try
        {
            for (var pause = after; ; pause = Between)
            {
                // Nearly all transactions are over by then: an exception for each would cost more than the watch.
                await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                _connection ??= await connector.OpenAsync(Patience.None, cancellationToken);
                var blockers = await _connection.QueryAsync(Query(waiting), Describe, cancellationToken);
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                _seenLast = blockers.Count > 0 ? string.Join("; and for ", blockers.Distinct(StringComparer.Ordinal)) : null;
                _seen = _seenLast ?? _seen;
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or ConnectFailure or OperationCanceledException)
        {
        }
    }

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
