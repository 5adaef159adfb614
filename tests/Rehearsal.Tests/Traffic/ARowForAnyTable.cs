using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Tests.Postgres;
using Lockstep.Rehearsal.Traffic;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Traffic;

[SuppressMessage("Security", "CA2100", Justification = "Statements that tests write themselves.")]
public sealed class ARowForAnyTable(SharedPostgres postgres)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY)")]
    [InlineData("CREATE TABLE t (id serial, anything xml)")]
    [InlineData("CREATE TABLE t (mail text NOT NULL UNIQUE CHECK (mail LIKE '%_@_%'))")]
    [InlineData("CREATE TABLE t (code varchar(4) NOT NULL CHECK (code ~ '^[0-9]+$'))")]
    [InlineData("CREATE TABLE t (code text NOT NULL CHECK (code = upper(code)))")]
    [InlineData("CREATE TABLE t (share numeric(3, 2) NOT NULL CHECK (share BETWEEN 0 AND 1))")]
    [InlineData("CREATE TYPE s AS ENUM ('a b', 'c'); CREATE TABLE t (\"Odd \"\"Name\" s NOT NULL)")]
    [InlineData("CREATE TABLE t (id uuid NOT NULL, at timestamptz NOT NULL, day date NOT NULL, on_ boolean NOT NULL, data jsonb NOT NULL, list int[] NOT NULL, ip inet NOT NULL, pause interval NOT NULL)")]
    [InlineData("CREATE TABLE p (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n text NOT NULL); CREATE TABLE t (p int PRIMARY KEY REFERENCES p)")]
    [InlineData("CREATE TABLE g (id uuid PRIMARY KEY); CREATE TABLE p (id int PRIMARY KEY, g uuid NOT NULL REFERENCES g); CREATE TABLE t (p int NOT NULL REFERENCES p, q int NOT NULL REFERENCES p)")]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY, parent int NOT NULL REFERENCES t)")]
    public async Task IsFoundByTrying(string tables)
    {
        var database = await postgres.Server.CreateDatabaseAsync(null, Token);
        await ExecuteAsync(database, tables);
        var writer = new RowWriter(database);

        var first = await writer.WriteAsync(["public.t"], Token);
        var second = await writer.WriteAsync(["public.t"], Token);

        first.ShouldNotBeEmpty();
        first[^1].Table.ShouldBe("public.t");
        second.Count.ShouldBe(first.Count);
    }

    [Fact]
    public async Task IsLookedForInTheNextTableWhereThereIsNone()
    {
        var database = await postgres.Server.CreateDatabaseAsync(null, Token);
        await ExecuteAsync(database, "CREATE TABLE t (id int CHECK (id IS NULL AND false)); CREATE TABLE fallback (id int NOT NULL)");
        var writer = new RowWriter(database);

        (await writer.WriteAsync(["public.t"], Token)).ShouldBeEmpty();
        (await writer.WriteAsync(["public.nowhere", "public.t", "public.fallback"], Token)).ShouldHaveSingleItem().Table.ShouldBe("public.fallback");
    }

    static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
