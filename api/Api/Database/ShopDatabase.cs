using Npgsql;

namespace Lockstep.Api.Database;

/// <summary>The pool, and how a request uses it.</summary>
sealed class ShopDatabase(NpgsqlDataSource source, ILogger<ShopDatabase> log)
{
    /// <summary>For what reads only.</summary>
    public Task<T> ReadAsync<T>(Func<Session, Task<T>> workAsync, CancellationToken cancellationToken) =>
        WorkAsync(connection => workAsync(new Session(connection, cancellationToken)), () => true, cancellationToken);

    /// <summary>All of the work, or nothing.</summary>
    public Task<T> InTransactionAsync<T>(Func<Session, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        var committing = false;
        return WorkAsync(RunAsync, () => !committing, cancellationToken);

        async Task<T> RunAsync(NpgsqlConnection connection)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var result = await workAsync(new Session(connection, cancellationToken));
            committing = true;
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
    }

    // Lambda freezes the process between requests, and the server or the network may have ended its connections meanwhile.
    async Task<T> WorkAsync<T>(
        Func<NpgsqlConnection, Task<T>> workAsync, Func<bool> canRepeat, CancellationToken cancellationToken)
    {
        try
        {
            return await OnceAsync(workAsync, cancellationToken);
        }
        catch (NpgsqlException exception) when (IsBroken(exception) && canRepeat())
        {
            log.ConnectionReplaced();
            source.Clear();
            return await OnceAsync(workAsync, cancellationToken);
        }
    }

    async Task<T> OnceAsync<T>(Func<NpgsqlConnection, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await workAsync(connection);
    }

    static bool IsBroken(NpgsqlException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown } or { InnerException: IOException };
}
