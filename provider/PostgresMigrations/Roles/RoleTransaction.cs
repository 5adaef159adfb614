using System.Data;
using System.Runtime.ExceptionServices;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>
/// One transaction under the lock of roles. It is run again as a whole where that helps: after a broken connection too, because
/// what it does the second time is nothing. The lock is kept in between, so that a Delete waits for the Create it takes back.
/// </summary>
sealed class RoleTransaction(DatabaseConnector connector, RequestContext context)
{
    const int Most = 20;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    bool _isRefused;

    /// <summary>Whether COMMIT was sent, and the server has not refused it: nobody may know.</summary>
    public bool MayBeCommitted { get; private set; }

    /// <summary>Whether the last connection broke before it was closed, and before the server had refused the work.</summary>
    public bool IsLinkLost { get; private set; }

    /// <exception cref="ConnectFailure">No connection within the patience given, or none that lasted.</exception>
    /// <exception cref="BlockedException">Somebody had a lock until the time was over.</exception>
    /// <exception cref="RoleRefusedException">
    /// The lock was not to be had in time, or the work refused; nothing is changed.
    /// </exception>
    public Task<T> RunAsync<T>(
        Func<NpgsqlConnection, Task<T>> workAsync, Patience patience, CancellationToken cancellationToken) => Attempts.RunAsync(
            context,
            async () =>
            {
                await using var connection = await OpenAsync(patience, cancellationToken);
                try
                {
                    await LockAsync(connection, cancellationToken);
                    return await RepeatAsync(connection, workAsync, cancellationToken);
                }
                finally
                {
                    IsLinkLost = connection.State != ConnectionState.Open && !_isRefused;
                }
            },
            cancellationToken);

    async Task<T> RepeatAsync<T>(
        NpgsqlConnection connection, Func<NpgsqlConnection, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        await using var watch = new BlockerWatch(connector, context);
        PostgresException? last = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(connection, watch, last is not null, workAsync, cancellationToken);
            }
            catch (PostgresException exception)
                when (IsWorthAnother(exception, attempt) && !cancellationToken.IsCancellationRequested)
            {
                last = exception;
                context.Log.RoleRetried(attempt, $"{exception.SqlState} {exception.MessageText}");
            }
            catch (Exception exception) when (Why(exception, last) is { } reason)
            {
                // Behind some errors, a full disk's for one, Npgsql gives the connection up by itself.
                _isRefused = exception is PostgresException && !Transience.IsLinkLost(exception);
                ExceptionDispatchInfo.Throw(watch.Explain(reason));
            }

            await Task.Delay(Pause * Math.Min(attempt, Most), context.Clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The reason why the time was not enough is worth more than the fact, unless the transaction may be committed.
    PostgresException? Why(Exception end, PostgresException? last) =>
        end as PostgresException ?? (end is OperationCanceledException && !MayBeCommitted ? last : null);

    async Task<T> OnceAsync<T>(
        NpgsqlConnection connection, BlockerWatch watch, bool isAgain, Func<NpgsqlConnection, Task<T>> workAsync,
        CancellationToken cancellationToken)
    {
        T? result = default;
        await watch.DuringAsync(
            connection.StillOpen().ProcessID,
            isAgain,
            async () =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                result = await workAsync(connection);
                await CommitAsync(transaction, cancellationToken);
            },
            cancellationToken);
        return result!;
    }

    async Task CommitAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var mayBe = MayBeCommitted;
        try
        {
            MayBeCommitted = true;
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException refusal) when (!SqlStates.IsSessionOver(refusal.InvariantSeverity))
        {
            MayBeCommitted = mayBe;
            throw;
        }
    }

    async Task<NpgsqlConnection> OpenAsync(Patience patience, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await connector.OpenAsync(patience, cancellationToken);
            connection.Notice += (_, notice) =>
                context.Log.LogNotice(notice.Notice);
            return connection;
        }
        catch (ConnectFailure missing) when (missing.Kind == ConnectFailureKind.NoDatabase)
        {
            throw new ConnectFailure(
                ConnectFailureKind.NoDatabase,
                $"There is no database \"{connector.Settings.Database}\" on {connector.Settings.Host}. Correct Database, or let "
                    + "the resource that creates it come first (DependsOn).",
                missing);
        }
    }

    // Polled: who waits inside the lock function keeps a CREATE INDEX CONCURRENTLY from ending.
    async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await PoolerProbe.IsSharedAsync(connection, connector, context.Clock, cancellationToken))
        {
            throw AdmissionRefusedException.ForPooler(connector.Settings);
        }

        await connection.ExecuteAsync(SessionSettings.Apply, cancellationToken);
        while (!await TryLockAsync(connection, cancellationToken))
        {
            await Task.Delay(Pause, context.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                throw RoleRefusedException.ForLock();
            }
        }
    }

    // Since PostgreSQL 16 createrole_self_grant could make the migrator a member of every role it creates, and with rds_iam that
    // would lock it out: RDS then lets in nobody of the role's members by password (movetokube/postgres-operator#315).
    static async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var got = await connection.QueryAsync(
            new Sql(
                """
                SELECT pg_try_advisory_lock($1), set_config('lock_timeout', '5s', false),
                  (SELECT set_config(name, '', false) FROM pg_settings WHERE name = 'createrole_self_grant')
                """,
                Sql.Value(LockKey.ForRoles)),
            row => row.GetBoolean(0),
            cancellationToken);
        return got[0];
    }

    // A lock is waited for as long as there is time. What was listed a moment ago may be gone or changed by a migration that runs
    // meanwhile; of two who create one role, one finds it there.
    static bool IsWorthAnother(PostgresException exception, int attempt) => !Transience.IsLinkLost(exception)
        && (Transience.IsTransient(exception)
            || (attempt < Most && exception.SqlState is PostgresErrorCodes.UndefinedTable
                or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedObject
                or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.DuplicateObject
                or PostgresErrorCodes.UniqueViolation));
}
