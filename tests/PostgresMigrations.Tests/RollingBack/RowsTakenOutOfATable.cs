using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>A down that keeps its table and deletes from it: only what the migration wrote may go.</summary>
public sealed class RowsTakenOutOfATable(SharedPostgres postgres)
{
    const string Seed = "INSERT INTO customers VALUES (11, 'Seed'), (12, 'Seed')";

    [Theory]
    [InlineData(Seed, "DELETE FROM customers WHERE id IN (11, 12)")]
    [InlineData(Seed, "DELETE FROM customers WHERE id > 10")]
    [InlineData("SELECT 1", "DELETE FROM customers WHERE id > 100")]
    [InlineData("SELECT 1", "UPDATE customers SET name = 'x'; ALTER TABLE customers ALTER id TYPE bigint")]
    [InlineData("CREATE TABLE log (id int); INSERT INTO log VALUES (1)", "DELETE FROM log; DROP TABLE log")]
    [InlineData("CREATE TABLE log (id int); INSERT INTO log VALUES (1)", "TRUNCATE log; DROP TABLE log")]
    [InlineData(Seed, "-- lockstep: no-transaction\nDELETE FROM customers WHERE id = 11;\nDELETE FROM customers WHERE id = 12")]
    public async Task MayGoWhenTheMigrationWroteThem(string up, string down)
    {
        var (database, answer) = await RolledBackAsync(up, down, "INSERT INTO customers VALUES (5, 'Barbara')");

        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("2");
        (await database.ValueAsync("SELECT count(*) FROM customers")).ShouldBe("3");
    }

    [Theory]
    [InlineData("DELETE FROM customers", 3)]
    [InlineData("DELETE FROM customers WHERE id > 3", 1)]
    [InlineData("TRUNCATE customers", 3)]
    [InlineData("DO $$ BEGIN EXECUTE 'TRUNCATE customers'; END $$", 3)]
    [InlineData("TRUNCATE customers; INSERT INTO customers VALUES (1, 'Ada')", 3)]
    [InlineData("UPDATE customers SET name = 'x' WHERE id > 10; DELETE FROM customers WHERE id = 1", 1)]
    [InlineData("-- lockstep: no-transaction\nDELETE FROM customers WHERE id > 10;\nTRUNCATE customers", 3)]
    public async Task StayWhenSomebodyElseDid(string down, int rows)
    {
        var (database, answer) = await RolledBackAsync(Seed, down, "INSERT INTO customers VALUES (5, 'Barbara')");

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain(
            "table public.customers holds data that the migration did not write, and its down would delete or truncate it "
                + $"({rows} {(rows == 1 ? "row" : "rows")}).");
        answer["DatabaseVersion"].ShouldBe("3");
        (await database.ValueAsync("SELECT count(*) FROM customers")).ShouldBe("5");
    }

    [Fact]
    public async Task StayWhenAForeignKeyWouldTakeThemAlong()
    {
        var (database, answer) = await RolledBackAsync(
            "CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1); "
                + "ALTER TABLE customers ADD parent int REFERENCES parent ON DELETE CASCADE",
            "DELETE FROM parent",
            "UPDATE customers SET parent = 1 WHERE id = 2");

        answer.Reason!.ShouldContain("table public.customers holds data that the migration did not write");
        (await database.ValueAsync("SELECT count(*) FROM customers")).ShouldBe("2");
    }

    [Fact]
    public async Task MayGoWhereTheDownSaysSo()
    {
        var (database, answer) = await RolledBackAsync(
            "SELECT 1", "-- lockstep: allow data-loss: customers are imported every night\nTRUNCATE customers", "SELECT 1");

        answer.Reason.ShouldBeNull();
        (await database.ValueAsync("SELECT count(*) FROM customers")).ShouldBe("0");
    }

    async Task<(TestDatabase Database, Answer Answer)> RolledBackAsync(string up, string down, string since)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        await stack.CreateAsync(old, TestStack.Revision(1));
        (await stack.UpdateAsync(old.And(("0003_x.sql", up), ("0003_x.down.sql", down)), TestStack.Revision(2))).ShouldSucceed();
        await database.ExecuteAsync(since);
        return (database, await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1)));
    }
}
