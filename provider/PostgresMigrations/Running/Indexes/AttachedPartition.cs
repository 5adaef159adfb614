using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Indexes;

/// <summary>A partition of a table, which somebody may have begun to detach with CONCURRENTLY.</summary>
/// <param name="Oid">Its number.</param>
/// <param name="IsPending">
/// That broke off between its two transactions: the partition is neither in nor out, and every other try is refused.
/// </param>
/// <param name="Finalize">Ends it.</param>
/// <remarks>https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION</remarks>
sealed record AttachedPartition(long Oid, bool IsPending, Sql Finalize)
{
    /// <summary>The partition that a statement detaches; null where it is none of the table.</summary>
    public static async Task<AttachedPartition?> FindAsync(
        NpgsqlConnection connection, DetachedPartition detached, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(Query(detached), Read, cancellationToken)).SingleOrDefault();

    /// <summary>
    /// Ends what a text has begun to detach and no more: such a partition is neither in its table nor out of it, and no down can
    /// attach it again.
    /// </summary>
    public static async Task FinalizePendingAsync(
        NpgsqlConnection connection, ScriptText text, CancellationToken cancellationToken)
    {
        foreach (var statement in text.Statements)
        {
            if (DetachedPartition.By(statement.Characters) is { } detached
                && await FindAsync(connection, detached, cancellationToken) is { IsPending: true } pending)
            {
                await connection.ExecuteAsync(pending.Finalize, cancellationToken);
            }
        }
    }

    static Sql Query(DetachedPartition detached) => new(
        """
        SELECT h.inhrelid::bigint, h.inhdetachpending, pg_catalog.format(
          'ALTER TABLE %I.%I DETACH PARTITION %I.%I FINALIZE', tn.nspname, t.relname, pn.nspname, p.relname)
        FROM pg_catalog.pg_inherits h
          JOIN pg_catalog.pg_class t ON t.oid = h.inhparent JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
          JOIN pg_catalog.pg_class p ON p.oid = h.inhrelid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
        WHERE h.inhparent = pg_catalog.to_regclass(
            coalesce(pg_catalog.quote_ident($1) || '.', '') || pg_catalog.quote_ident($2))
          AND h.inhrelid = pg_catalog.to_regclass(
            coalesce(pg_catalog.quote_ident($3) || '.', '') || pg_catalog.quote_ident($4))
        """,
        Sql.Value(detached.Table.Schema), Sql.Value(detached.Table.Name),
        Sql.Value(detached.Partition.Schema), Sql.Value(detached.Partition.Name));

    static AttachedPartition Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetBoolean(1), new Sql(row.GetString(2)));
}
