using Npgsql;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>A column that an INSERT must give a value: not null, without default.</summary>
/// <param name="Name">Quoted where that is needed.</param>
/// <param name="Type">As SQL spells it.</param>
/// <param name="Category">See pg_type.typcategory.</param>
/// <param name="FirstLabel">Of an enum.</param>
/// <param name="Parent">The table that it refers to.</param>
/// <param name="ParentColumn">That table's column, unquoted.</param>
sealed record RequiredColumn(
    string Name, string Type, char Category, string? FirstLabel, string? Parent, string? ParentColumn)
{
    const string Query = """
        SELECT ARRAY[quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), t.typcategory::text,
          (SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder LIMIT 1),
          quote_ident(n.nspname) || '.' || quote_ident(p.relname), pa.attname::text]
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_constraint f ON f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
        LEFT JOIN pg_class p ON p.oid = f.confrelid LEFT JOIN pg_namespace n ON n.oid = p.relnamespace
        LEFT JOIN pg_attribute pa ON pa.attrelid = f.confrelid AND pa.attnum = f.confkey[1]
        WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' ORDER BY a.attnum
        """;

    public static async Task<IReadOnlyList<RequiredColumn>> OfAsync(
        NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        var columns = new List<RequiredColumn>();
        await using var command = new NpgsqlCommand(Query, connection) { Parameters = { new() { Value = table } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var parts = await reader.GetFieldValueAsync<string?[]>(0, cancellationToken);
            columns.Add(new(parts[0]!, parts[1]!, parts[2]![0], parts[3], parts[4], parts[5]));
        }

        return columns;
    }

    /// <summary>A value that the type takes, as text; which ones a CHECK takes is found out by trying.</summary>
    /// <param name="number">Another one for each row.</param>
    /// <param name="attempt">0 to <see cref="RowWriter.Attempts"/> - 1.</param>
    public string Value(int number, int attempt) => Category switch
    {
        'S' => attempt switch { 0 => $"rehearsal-{number}@example.com", 1 => $"REHEARSAL-{number}", _ => $"{number}" },
        'N' => attempt == 0 ? $"{number}" : $"{attempt}",
        'B' => attempt == 0 ? "true" : "false",
        'D' => "2026-11-22 10:11:12",
        'T' => "1 hour",
        'A' => "{}",
        'E' => FirstLabel!,
        'I' => "127.0.0.1",
        _ when Type == "uuid" => Guid.NewGuid().ToString(),
        _ => "{}",
    };
}
