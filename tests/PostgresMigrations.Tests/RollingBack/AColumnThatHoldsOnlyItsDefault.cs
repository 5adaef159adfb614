using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>A rolled-back column may go with rows that the application wrote without knowing it, whatever its type.</summary>
public sealed class AColumnThatHoldsOnlyItsDefault(SharedPostgres postgres)
{
    [Theory]
    [InlineData("boolean NOT NULL DEFAULT false")]
    [InlineData("char(5) NOT NULL DEFAULT 'ab'")]
    [InlineData("\"char\" NOT NULL DEFAULT 'x'")]
    [InlineData("inet NOT NULL DEFAULT '10.0.0.1'")]
    [InlineData("int[] NOT NULL DEFAULT '{1,2}'")]
    [InlineData("text[] NOT NULL DEFAULT '{\"a b\",NULL}'")]
    [InlineData("jsonb NOT NULL DEFAULT '{\"a\": [1, \"x y\"]}'")]
    [InlineData("json NOT NULL DEFAULT '{\"a\": [1]}'")]
    [InlineData("point NOT NULL DEFAULT '(1,2)'")]
    [InlineData("numeric(10,2) NOT NULL DEFAULT 0")]
    [InlineData("timestamptz NOT NULL DEFAULT '2020-01-01'")]
    [InlineData("bytea NOT NULL DEFAULT '\\x00ff'")]
    [InlineData("text NOT NULL DEFAULT ''")]
    [InlineData("text NOT NULL DEFAULT 'NULL'")]
    [InlineData("text NOT NULL DEFAULT 'a,\"b\\c{}'")]
    [InlineData("mood NOT NULL DEFAULT 'sad'")]
    [InlineData("pair")]
    [InlineData("pair NOT NULL DEFAULT ROW(1, 'a b')")]
    [InlineData("pair NOT NULL DEFAULT ROW(1, NULL)")]
    [InlineData("int4range NOT NULL DEFAULT '[1,2)'")]
    [InlineData("int GENERATED ALWAYS AS (id * 2) STORED")]
    [InlineData("int; ALTER TABLE customers ALTER extra SET DEFAULT 5")]
    [InlineData("int DEFAULT 4; ALTER TABLE customers ALTER extra SET DEFAULT -5")]
    [InlineData("varchar(9); ALTER TABLE customers ALTER extra SET DEFAULT 'ab'")]
    [InlineData("char(5); ALTER TABLE customers ALTER extra SET DEFAULT 'ab'")]
    [InlineData("numeric(10,2); ALTER TABLE customers ALTER extra SET DEFAULT 1")]
    [InlineData("jsonb; ALTER TABLE customers ALTER extra SET DEFAULT '{}'")]
    public async Task IsDropped(string column)
    {
        var (database, stack, old) = await DeployedAsync(column);
        await database.ExecuteAsync("INSERT INTO customers (id, name) VALUES (3, 'Edsger')");

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("3");
    }

    [Theory]
    [InlineData("boolean NOT NULL DEFAULT false", "true")]
    [InlineData("char(5) NOT NULL DEFAULT 'ab'", "'abc'")]
    [InlineData("text", "''")]
    [InlineData("text NOT NULL DEFAULT 'NULL'", "'null'")]
    [InlineData("text[] NOT NULL DEFAULT '{}'", "'{\"\"}'")]
    [InlineData("point NOT NULL DEFAULT '(1,2)'", "'(1,3)'")]
    [InlineData("int; ALTER TABLE customers ALTER extra SET DEFAULT 5", "6")]
    [InlineData("text; ALTER TABLE customers ALTER extra SET DEFAULT 'a'", "''")]
    [InlineData("bigint; CREATE SEQUENCE s; ALTER TABLE customers ALTER extra SET DEFAULT nextval('s')", "DEFAULT")]
    [InlineData("timestamptz; ALTER TABLE customers ALTER extra SET DEFAULT now()", "DEFAULT")]
    [InlineData("date; ALTER TABLE customers ALTER extra SET DEFAULT current_date", "DEFAULT")]
    [InlineData("pair", "ROW(5, 'x')")]
    [InlineData("pair", "ROW(5, NULL)")]
    [InlineData("pair", "ROW(NULL, NULL)")]
    [InlineData("pair NOT NULL DEFAULT ROW(1, NULL)", "ROW(2, NULL)")]
    public async Task IsKeptOnceItHoldsAnythingElse(string column, string value)
    {
        var (database, stack, old) = await DeployedAsync(column);
        await database.ExecuteAsync($"INSERT INTO customers (id, name, extra) VALUES (3, 'Edsger', {value})");

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("column public.customers.extra holds data that was written after the migration");
    }

    async Task<(TestDatabase Database, TestStack Stack, Image Old)> DeployedAsync(string column)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old().And(
            ("0003_types.sql", "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (amount int, note text)"));
        (await stack.CreateAsync(old, TestStack.Revision(1))).ShouldSucceed();
        var next = old.And(
            ("0004_extra.sql", $"ALTER TABLE customers ADD COLUMN extra {column}"),
            ("0004_extra.down.sql", "ALTER TABLE customers DROP COLUMN extra"));
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();
        return (database, stack, old);
    }
}
