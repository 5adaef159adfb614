using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>Stands in for the application that writes while a deployment goes on: puts a row into whatever table there is,
/// and rows into those that it refers to.</summary>
/// <param name="connectionString">Of the application's login.</param>
public sealed class RowWriter(string connectionString)
{
    internal const int Attempts = 3;
    const int Deepest = 5;

    int _number = 1000;

    /// <summary>Writes into the first of the tables that takes a row.</summary>
    /// <returns>The rows written, referenced ones first; empty when none of the tables took one.</returns>
    public async Task<IReadOnlyList<WrittenRow>> WriteAsync(IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        foreach (var table in tables)
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (await TryWriteAsync(connection, table, attempt, cancellationToken) is { } written)
                {
                    return written;
                }
            }
        }

        return [];
    }

    async Task<IReadOnlyList<WrittenRow>?> TryWriteAsync(
        NpgsqlConnection connection, string table, int attempt, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            var written = new List<WrittenRow>();
            await InsertAsync(connection, table, attempt, Deepest, written, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return written;
        }
        catch (PostgresException)
        {
            // Some constraint did not like the values, or the login may not write there. The transaction is rolled back.
            return null;
        }
    }

    async Task<JsonObject> InsertAsync(
        NpgsqlConnection connection,
        string table,
        int attempt,
        int depth,
        List<WrittenRow> written,
        CancellationToken cancellationToken)
    {
        var columns = await RequiredColumn.OfAsync(connection, table, cancellationToken);
        var number = ++_number;
        var values = new List<string>();
        foreach (var column in columns)
        {
            var parent = column.Parent is not null && depth > 0
                ? await InsertAsync(connection, column.Parent, attempt, depth - 1, written, cancellationToken)
                : null;
            values.Add(parent?[column.ParentColumn!]?.ToString() ?? column.Value(number, attempt));
        }

        var row = await InsertAsync(connection, table, columns, values, cancellationToken);
        written.Add(new(table, row));
        return row;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Names and types come from the catalogue, quoted.")]
    static async Task<JsonObject> InsertAsync(
        NpgsqlConnection connection,
        string table,
        IReadOnlyList<RequiredColumn> columns,
        List<string> values,
        CancellationToken cancellationToken)
    {
        var names = string.Join(", ", columns.Select(column => column.Name));
        var into = columns.Count == 0 ? "DEFAULT VALUES" : $"({names}) VALUES ({string.Join(", ", columns.Select(Placeholder))})";
        await using var command = new NpgsqlCommand($"INSERT INTO {table} AS t {into} RETURNING to_jsonb(t)::text", connection);
        values.ForEach(value => command.Parameters.Add(new() { Value = value }));
        return (JsonObject)JsonNode.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!)!;
    }

    static string Placeholder(RequiredColumn column, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"${index + 1}::text::{column.Type}");
}
