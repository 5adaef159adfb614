using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Postgres;

/// <summary>One statement on one connection that no pool keeps.</summary>
static class Sql
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(Token);
        return connection;
    }

    public static async Task<string?> AskAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        return await AskAsync(connection, sql);
    }

    [SuppressMessage("Security", "CA2100", Justification = "Constants of the tests.")]
    public static async Task<string?> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(Token))?.ToString();
    }
}
