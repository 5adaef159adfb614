using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>Which tables there are and which columns they have, by the numbers that survive a rename.</summary>
sealed class CatalogSnapshot
{
    // Rows live in ordinary tables, partitions among them; a generated column can be computed again.
    static readonly Sql Query = new(
        """
        SELECT c.oid::bigint, ARRAY(
          SELECT a.attnum::int FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
          pg_catalog.format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'lockstep')
        """);

    readonly Dictionary<long, Table> _tables;

    CatalogSnapshot(Dictionary<long, Table> tables) => _tables = tables;

    public static async Task<CatalogSnapshot> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync(
            Query, row => KeyValuePair.Create(row.GetInt64(0), new Table(row.GetString(2), row.GetFieldValue<int[]>(1))),
            cancellationToken);
        return new CatalogSnapshot(rows.ToDictionary());
    }

    /// <summary>Null where it was not there.</summary>
    public string? NameOf(long table) => _tables.GetValueOrDefault(table)?.Name;

    /// <summary>
    /// What is here and no longer in the later snapshot: whole tables (column 0), or columns of tables that stay.
    /// </summary>
    public IEnumerable<DroppedData> DroppedUntil(CatalogSnapshot later)
    {
        foreach (var (table, found) in _tables)
        {
            if (!later._tables.TryGetValue(table, out var left))
            {
                yield return new DroppedData(table, 0);
                continue;
            }

            foreach (var column in found.Columns.Except(left.Columns))
            {
                yield return new DroppedData(table, column);
            }
        }
    }

    sealed record Table(string Name, int[] Columns);
}

/// <param name="Table">The table's oid.</param>
/// <param name="Column">The column's number; 0 for the whole table.</param>
sealed record DroppedData(long Table, int Column);
