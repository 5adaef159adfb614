using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>The journal that another migration tool has left in a schema.</summary>
/// <param name="Tool">Whose it is, as people call it.</param>
/// <param name="Table">Its table.</param>
/// <param name="Entries">What it has on record: versions, or names of scripts.</param>
sealed record EarlierJournal(string Tool, string Table, IReadOnlyList<string> Entries)
{
    // A view, a policy or a type of somebody's own would run somebody's code as the migrator: only ordinary tables are read.
    const string Find = """
        SELECT k.tool, k.name, k.entry
        FROM (VALUES
          ('DbUp', 'schemaversions', 'scriptname'),
          ('Flyway', 'flyway_schema_history', 'version'),
          ('Alembic', 'alembic_version', 'version_num'),
          ('Entity Framework', '__EFMigrationsHistory', 'MigrationId'),
          ('another tool', 'schema_migrations', 'version')) AS k(tool, name, entry)
        JOIN pg_class c ON c.relname = k.name AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.entry AND a.atttypid < 16384 AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND has_table_privilege(c.oid, 'SELECT')
          AND has_schema_privilege(c.relnamespace, 'USAGE')
        """;

    /// <summary>The first that is there and can be read; null where there is none.</summary>
    public static async Task<EarlierJournal?> ReadAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var found = await connection.QueryAsync(
            new Sql(Find, Sql.Value(schema)),
            row => (Tool: row.GetString(0), Table: row.GetString(1), Entry: row.GetString(2)),
            cancellationToken);
        if (found is not [var first, ..])
        {
            return null;
        }

        var entry = Quoting.Identifier(first.Entry);
        var entries = await connection.QueryAsync(
            new Sql(
                $"SELECT {entry}::text FROM ONLY {Quoting.Identifier(schema)}.{Quoting.Identifier(first.Table)} "
                    + $"WHERE {entry} IS NOT NULL"),
            row => row.GetString(0),
            cancellationToken);
        return new EarlierJournal(first.Tool, first.Table, entries);
    }
}
