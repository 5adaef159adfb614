using System.Data;
using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>Statements that travel together: one round trip, however many they are.</summary>
static class SqlBatch
{
    public static async Task ExecuteAsync(
        this NpgsqlConnection connection, IEnumerable<Sql> statements, CancellationToken cancellationToken)
    {
        await using var batch = Batch(connection, statements);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static Task ExecuteAsync(this NpgsqlConnection connection, Sql statement, CancellationToken cancellationToken) =>
        connection.ExecuteAsync([statement], cancellationToken);

    /// <summary>Runs the statements; the reader stands before the first result set that has columns.</summary>
    public static async Task<T> QueryAsync<T>(
        this NpgsqlConnection connection, IEnumerable<Sql> statements, Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken)
    {
        await using var batch = Batch(connection, statements);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var result = await read(reader);
        while (await reader.NextResultAsync(cancellationToken))
        {
            // An error in a later statement is only seen by reading up to it.
        }

        return result;
    }

    public static Task<IReadOnlyList<T>> QueryAsync<T>(
        this NpgsqlConnection connection, Sql statement, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken) =>
        connection.QueryAsync([statement], reader => reader.RowsAsync(row, cancellationToken), cancellationToken);

    public static async Task<IReadOnlyList<T>> RowsAsync<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public static string? Text(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>An empty batch.</summary>
    /// <exception cref="NpgsqlException">As <see cref="StillOpen"/>.</exception>
    public static NpgsqlBatch NewBatch(this NpgsqlConnection connection) => connection.StillOpen().CreateBatch();

    /// <summary>The same connection, for the next statement.</summary>
    /// <exception cref="NpgsqlException">
    /// The link broke behind an answer: Npgsql gives the answer, and would call the next statement an invalid operation.
    /// </exception>
    public static NpgsqlConnection StillOpen(this NpgsqlConnection connection) => connection.State == ConnectionState.Open
        ? connection
        : throw new NpgsqlException("The connection is not open any more.");

    static NpgsqlBatch Batch(NpgsqlConnection connection, IEnumerable<Sql> statements)
    {
        var batch = connection.NewBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(statement.ToCommand());
        }

        return batch;
    }
}
