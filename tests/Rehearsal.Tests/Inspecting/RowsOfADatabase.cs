using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Tests.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Inspecting;

[SuppressMessage("Security", "CA2100", Justification = "Statements that tests write themselves.")]
public sealed class RowsOfADatabase(SharedPostgres postgres)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INSERT INTO a VALUES (3, 'z')", 0)]
    [InlineData("ALTER TABLE a ADD COLUMN more int DEFAULT 5", 0)]
    [InlineData("ALTER TABLE a DROP COLUMN text", 0)]
    [InlineData("DELETE FROM a WHERE id = 1", 1)]
    [InlineData("UPDATE a SET text = 'changed' WHERE id = 1", 1)]
    [InlineData("DELETE FROM twins WHERE ctid = (SELECT min(ctid) FROM twins)", 1)]
    [InlineData("DROP TABLE a", 2)]
    [InlineData("TRUNCATE a, twins", 4)]
    public async Task AreMissedWhenTheyAreGoneAndOnlyThen(string change, int lost)
    {
        await using var connection = new NpgsqlConnection($"{await postgres.Server.CreateDatabaseAsync(null, Token)};Pooling=false");
        await connection.OpenAsync(Token);
        await ExecuteAsync("CREATE TABLE a (id int, text text); INSERT INTO a VALUES (1, 'x'), (2, 'y'); CREATE TABLE twins (id int); INSERT INTO twins VALUES (1), (1)");
        var before = await TableRows.ReadAsync(connection, Token);
        await ExecuteAsync(change);

        before.Count.ShouldBe(4);
        before.LostUntil(await TableRows.ReadAsync(connection, Token)).Count.ShouldBe(lost);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Token);
        }
    }
}
