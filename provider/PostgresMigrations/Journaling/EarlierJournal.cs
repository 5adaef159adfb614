using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>The journal that another migration tool has left in a schema.</summary>
/// <param name="Tool">Whose it is, as people call it.</param>
/// <param name="Table">Its table.</param>
/// <param name="Entries">What it has on record as done: versions, or names of scripts.</param>
/// <param name="Failed">What it has on record as failed: nobody knows how much of it is there.</param>
sealed record EarlierJournal(string Tool, string Table, IReadOnlyList<string> Entries, IReadOnlyList<string> Failed)
{
    // A view, a policy or a type of somebody's own would run somebody's code as the migrator: only ordinary tables are read.
    const string Find = """
        SELECT k.tool, k.name, k.entry, CASE WHEN f.attname IS NULL THEN 'false' ELSE k.is_failed END
        FROM (VALUES
          ('DbUp', 'schemaversions', 'scriptname', NULL, 'false'),
          ('Flyway', 'flyway_schema_history', 'version', 'success', 'success IS FALSE'),
          ('Alembic', 'alembic_version', 'version_num', NULL, 'false'),
          ('Entity Framework', '__EFMigrationsHistory', 'MigrationId', NULL, 'false'),
          ('another tool', 'schema_migrations', 'version', 'dirty', 'dirty IS TRUE')) AS k(tool, name, entry, flag, is_failed)
        JOIN pg_class c ON c.relname = k.name AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.entry AND a.atttypid < 16384 AND NOT a.attisdropped
        LEFT JOIN pg_attribute f
          ON f.attrelid = c.oid AND f.attname = k.flag AND f.atttypid = 'bool'::regtype AND NOT f.attisdropped
        WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND has_table_privilege(c.oid, 'SELECT')
          AND has_schema_privilege(c.relnamespace, 'USAGE')
        """;

    /// <summary>The first that is there and can be read; null where there is none.</summary>
    public static async Task<EarlierJournal?> ReadAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var found = await connection.QueryAsync(
            new Sql(Find, Sql.Value(schema)),
            row => (Tool: row.GetString(0), Table: row.GetString(1), Entry: row.GetString(2), IsFailed: row.GetString(3)),
            cancellationToken);
        if (found is not [var first, ..])
        {
            return null;
        }

        var entry = Quoting.Identifier(first.Entry);
        var entries = await connection.QueryAsync(
            new Sql(
                $"SELECT {entry}::text, {first.IsFailed} "
                    + $"FROM ONLY {Quoting.Identifier(schema)}.{Quoting.Identifier(first.Table)} WHERE {entry} IS NOT NULL"),
            row => (Entry: row.GetString(0), IsFailed: row.GetBoolean(1)),
            cancellationToken);
        var failed = entries.ToLookup(entry => entry.IsFailed, entry => entry.Entry);
        return new EarlierJournal(first.Tool, first.Table, [.. failed[false]], [.. failed[true]]);
    }
}
