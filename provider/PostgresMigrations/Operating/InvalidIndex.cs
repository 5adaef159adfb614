using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>An index that a failed or cancelled CONCURRENTLY left, or that one is building right now.</summary>
/// <param name="Name">With its schema, quoted where it has to be.</param>
/// <param name="Table">The same.</param>
/// <param name="IsBeingBuilt">Somebody is at it: leave it alone.</param>
sealed record InvalidIndex(string Name, string Table, bool IsBeingBuilt)
{
    public static Task<IReadOnlyList<InvalidIndex>> FindAsync(Observation observed, CancellationToken cancellationToken) =>
        observed.Connection.QueryAsync(
            new Sql(
                """
                SELECT format('%I.%I', n.nspname, c.relname), i.indrelid::regclass::text,
                  EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
                FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = $1 AND NOT i.indisvalid ORDER BY 1 LIMIT 100
                """,
                Sql.Value(observed.Target.Properties.Schema)),
            row => new InvalidIndex(row.GetString(0), row.GetString(1), row.GetBoolean(2)),
            cancellationToken);
}
