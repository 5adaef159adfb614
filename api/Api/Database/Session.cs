using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Lockstep.Api.Database;

/// <summary>A connection for one request: runs statements, one round trip each call.</summary>
sealed class Session(NpgsqlConnection connection, CancellationToken cancellationToken)
{
    public async Task<IReadOnlyList<TRow>> ListAsync<TRow>(Statement<TRow> statement, params IReadOnlyList<object?> values)
    {
        await using var command = Command(statement.With(values));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, statement);
    }

    /// <summary>The one row, or none.</summary>
    public async Task<TRow?> FindAsync<TRow>(Statement<TRow> statement, params IReadOnlyList<object?> values)
        where TRow : class => (await ListAsync(statement, values)).SingleOrDefault();

    /// <summary>The one row that a statement always gives.</summary>
    public async Task<TRow> OneAsync<TRow>(Statement<TRow> statement, params IReadOnlyList<object?> values) =>
        (await ListAsync(statement, values)).Single();

    /// <summary>Runs two statements, one after the other, in one round trip.</summary>
    public async Task<(IReadOnlyList<TFirst> First, IReadOnlyList<TSecond> Second)> ListBothAsync<TFirst, TSecond>(
        BoundStatement<TFirst> first, BoundStatement<TSecond> second)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { BatchCommand(first), BatchCommand(second) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var firsts = await ReadAsync(reader, first.Statement);
        await reader.NextResultAsync(cancellationToken);
        return (firsts, await ReadAsync(reader, second.Statement));
    }

    async Task<IReadOnlyList<TRow>> ReadAsync<TRow>(NpgsqlDataReader reader, Statement<TRow> statement)
    {
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(statement.Read(reader));
        }

        return rows;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Statements are constants; what comes from outside is a parameter.")]
    NpgsqlCommand Command<TRow>(BoundStatement<TRow> bound)
    {
        var command = new NpgsqlCommand(bound.Statement.Sql, connection);
        Fill(command.Parameters, bound.Values);
        return command;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Statements are constants; what comes from outside is a parameter.")]
    static NpgsqlBatchCommand BatchCommand<TRow>(BoundStatement<TRow> bound)
    {
        var command = new NpgsqlBatchCommand(bound.Statement.Sql);
        Fill(command.Parameters, bound.Values);
        return command;
    }

    static void Fill(NpgsqlParameterCollection parameters, IReadOnlyList<object?> values)
    {
        foreach (var value in values)
        {
            parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }
}
