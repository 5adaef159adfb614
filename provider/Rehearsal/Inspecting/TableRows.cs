using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Npgsql;

namespace Lockstep.Rehearsal.Inspecting;

/// <summary>All rows of all tables: a rehearsal's are few.</summary>
public sealed class TableRows
{
    const string Tables = """
        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', 'lockstep') ORDER BY 1
        """;

    readonly Dictionary<string, List<JsonObject>> _tables = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _tables.Values.Sum(rows => rows.Count);

    /// <summary>Their names, quoted where that is needed.</summary>
    public IReadOnlyCollection<string> Names => _tables.Keys;

    public static async Task<TableRows> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var all = new TableRows();
        foreach (var table in await TextsAsync(connection, Tables, cancellationToken))
        {
            var rows = await TextsAsync(connection, $"SELECT to_jsonb(t)::text FROM ONLY {table} t", cancellationToken);
            all._tables[table] = [.. rows.Select(row => (JsonObject)JsonNode.Parse(row)!)];
        }

        return all;
    }

    /// <summary>How many there are besides those of some tables.</summary>
    public int CountBesides(IEnumerable<string> tables) =>
        _tables.Where(table => !tables.Contains(table.Key, StringComparer.Ordinal)).Sum(table => table.Value.Count);

    /// <summary>A column's values as text; none where there is no such table or column.</summary>
    public IEnumerable<string> Values(string table, string column) =>
        _tables.GetValueOrDefault(table, []).Select(row => row[column]?.ToString()).OfType<string>();

    /// <summary>The same rows without some columns, by table.</summary>
    public TableRows Without(IReadOnlyDictionary<string, string[]> columns)
    {
        var rest = new TableRows();
        foreach (var (table, rows) in _tables)
        {
            var left = columns.GetValueOrDefault(table, []);
            rest._tables[table] = left.Length == 0 ? rows : [.. rows.Select(row => new JsonObject(
                row.Where(column => !left.Contains(column.Key, StringComparer.Ordinal))
                    .Select(column => KeyValuePair.Create(column.Key, column.Value?.DeepClone()))))];
        }

        return rest;
    }

    /// <summary>The rows of here that are not there any more, as far as their columns still exist.</summary>
    public IReadOnlyList<string> LostUntil(TableRows later) =>
        [.. _tables.SelectMany(table => Lost(table.Key, table.Value, later._tables.GetValueOrDefault(table.Key)))];

    /// <summary>Whether a row is there, as far as its columns are.</summary>
    public bool Has(string table, JsonObject row) =>
        _tables.TryGetValue(table, out var rows) && rows.Exists(other => IsSame(row, other));

    static IEnumerable<string> Lost(string table, List<JsonObject> before, List<JsonObject>? after)
    {
        var left = after is null ? [] : new List<JsonObject>(after);
        foreach (var row in before)
        {
            if (left.Find(other => IsSame(row, other)) is { } found)
            {
                left.Remove(found);
            }
            else
            {
                yield return $"{table} {row.ToJsonString()}";
            }
        }
    }

    static bool IsSame(JsonObject row, JsonObject other) =>
        row.All(column => !other.ContainsKey(column.Key) || JsonNode.DeepEquals(column.Value, other[column.Key]));

    [SuppressMessage("Security", "CA2100", Justification = "The names come from the catalogue, quoted.")]
    static async Task<List<string>> TextsAsync(NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
