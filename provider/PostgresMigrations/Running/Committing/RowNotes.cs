using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Committing;

/// <summary>
/// How many rows a deployment has put into each table that its transactions have changed: <c>{"Rows": {"16402": 3}}</c> by the
/// table's oid, beside its answer (docs/decisions/0020).
/// </summary>
/// <remarks>
/// A row's <c>xmin</c> names the transaction that wrote it last: behind an UPDATE, or where a table was rewritten, rows that were
/// there before carry it, too. So many and no more can be the deployment's own.
/// </remarks>
static class RowNotes
{
    /// <summary>The tables whose rows are counted, as <c>c</c>.</summary>
    public const string Tables = """
        pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'lockstep')
        """;

    // Of PostgreSQL 15 and later; before, what was done in the half second before may be counted once more.
    const int SinceFlush = 15;

    /// <summary>
    /// The counters are of this transaction, and of those before it that the server has not reported yet: let it, once this one
    /// has ended.
    /// </summary>
    public static IEnumerable<Sql> Report(NpgsqlConnection connection) => connection.PostgreSqlVersion.Major < SinceFlush
        ? []
        : [new Sql("SELECT pg_catalog.pg_stat_force_next_flush()")];

    /// <summary>Last in a transaction that runs scripts: added to what the deployment's earlier ones have noted.</summary>
    public static Sql Of(Deployment deployment) => new(
        $$"""
        WITH counted AS (
          SELECT c.oid::text AS id, pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS inserted,
            pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS updated,
            c.xmin::text::numeric = pg_catalog.pg_current_xact_id()::text::numeric % 4294967296 AS is_changed
          FROM {{Tables}}),
        noted AS (
          SELECT id, inserted FROM counted WHERE inserted > 0 OR updated > 0 OR is_changed
          UNION ALL
          SELECT earlier.key, earlier.value::bigint
          FROM lockstep.deployment d, pg_catalog.jsonb_each_text(d.answer -> 'Rows') AS earlier WHERE d.id = $1)
        UPDATE lockstep.deployment SET answer = coalesce(answer, '{}') || pg_catalog.jsonb_build_object('Rows', (
          SELECT coalesce(pg_catalog.jsonb_object_agg(id, n), '{}')
          FROM (SELECT id, sum(inserted) AS n FROM noted GROUP BY id) AS tables))
        WHERE id = $1 AND state = 'running' AND pg_catalog.current_setting('track_counts')::boolean
        """,
        Sql.Value(deployment.Id));

    /// <summary>What deployments have noted.</summary>
    public static async Task<IReadOnlyDictionary<(long Deployment, long Table), long>> ReadAsync(
        NpgsqlConnection connection, IEnumerable<long> deployments, CancellationToken cancellationToken)
    {
        var notes = await connection.QueryAsync(
            new Sql(
                """
                SELECT d.id, noted.key::bigint, noted.value::bigint
                FROM lockstep.deployment d, pg_catalog.jsonb_each_text(d.answer -> 'Rows') AS noted WHERE d.id = ANY ($1)
                """,
                Sql.Value(deployments)),
            row => KeyValuePair.Create((row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2)),
            cancellationToken);
        return notes.ToDictionary();
    }
}
