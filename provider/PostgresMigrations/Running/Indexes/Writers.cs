using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Indexes;

/// <summary>The transactions of this database that have written something and not ended.</summary>
/// <remarks>
/// Whoever builds an index with CONCURRENTLY lets go of the table just before the transaction commits that makes the index valid:
/// until then it looks as if the build had broken off
/// (https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/indexcmds.c, the end of DefineIndex).
/// </remarks>
sealed class Writers(NpgsqlConnection connection, TimeProvider clock)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    const string Running = """
        SELECT l.transactionid::text FROM pg_catalog.pg_locks l
          JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid AND a.datname = pg_catalog.current_database()
        WHERE l.locktype = 'transactionid' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
        """;

    /// <summary>Waits for those there are now; not for later ones.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        for (var waited = await ReadAsync(cancellationToken); waited.Count > 0;)
        {
            await Task.Delay(Pause, clock, cancellationToken);
            waited = [.. waited.Intersect(await ReadAsync(cancellationToken), StringComparer.Ordinal)];
        }
    }

    Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken) =>
        connection.QueryAsync(new Sql(Running), row => row.GetString(0), cancellationToken);
}
