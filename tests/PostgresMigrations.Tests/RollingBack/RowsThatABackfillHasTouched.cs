using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>
/// Rows of people that the deployment itself has updated, or whose table it has rewritten: they carry its transaction's number as
/// those do that it has written.
/// </summary>
public sealed class RowsThatABackfillHasTouched(SharedPostgres postgres)
{
    const string Seed = "INSERT INTO customers VALUES (5, 'Seed'), (6, 'Seed') ON CONFLICT DO NOTHING";
    const string Column = "ALTER TABLE customers ADD c int; UPDATE customers SET c = 1";
    const string Unseed = "DELETE FROM customers WHERE id IN (5, 6)";

    [Theory]
    [InlineData(Seed, Unseed, Column)]
    [InlineData(Seed, Unseed, "ALTER TABLE customers ADD c uuid DEFAULT gen_random_uuid()")]
    [InlineData(Seed, Unseed, "ALTER TABLE customers ADD c int;\nUPDATE customers SET name = upper(name)")]
    [InlineData(Seed, "DELETE FROM customers WHERE id > 2", Column)]
    [InlineData(Seed, "TRUNCATE customers", Column)]
    [InlineData("INSERT INTO customers VALUES (5, 'Seed') ON CONFLICT (id) DO UPDATE SET name = 'Seed'", Unseed, "SELECT 1")]
    [InlineData("UPDATE customers SET name = upper(name)", "DELETE FROM customers WHERE name = upper(name)", "SELECT 1")]
    public async Task StayAfterARollback(string up, string down, string next)
    {
        var (database, answer) = await RolledBackAsync("Batch", [up, next], down);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("table public.customers holds data that the migration did not write");
        (await database.ValueAsync("SELECT count(*) FROM customers WHERE id IN (1, 2, 5)")).ShouldBe("3");
    }

    [Theory]
    [InlineData("Batch", "ALTER TABLE customers ADD c int;\nUPDATE customers SET c = 1")]
    [InlineData("Script", "ALTER TABLE customers ADD c int;\nUPDATE customers SET c = 1")]
    [InlineData("Script", "-- lockstep: batches\nUPDATE customers SET name = 'x' WHERE name <> 'x'")]
    [InlineData("Script", "-- lockstep: no-transaction\nUPDATE customers SET name = 'x';\nVACUUM customers")]
    public async Task DoNotKeepTheDeploymentsOwnFromGoing(string transaction, string next)
    {
        var (database, answer) = await RolledBackAsync(
            transaction, ["INSERT INTO customers VALUES (11, 'Seed'), (12, 'Seed')", next],
            "DELETE FROM customers WHERE id > 10");

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.RowsAsync("SELECT id FROM customers ORDER BY id")).ShouldBe(["1", "2", "5"]);
    }

    // Between two transactions of one deployment people come to the new table.
    [Fact]
    public async Task StayInATableThatTheDeploymentHasMade()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        (await stack.CreateAsync(old, TestStack.Revision(1))).ShouldSucceed();
        var image = old.And(
            ("0003_log.sql", "CREATE TABLE log (id int)"), ("0003_log.down.sql", "DROP TABLE log"),
            ("0004_wait.sql", "SELECT pg_advisory_lock(4711)"), ("0004_wait.down.sql", "SELECT 1"),
            ("0005_touch.sql", "UPDATE log SET id = id"), ("0005_touch.down.sql", "SELECT 1"));
        var properties = TestStack.Revision(2, ("Transaction", "Script"));
        await using var holder = await database.LockAsync(4711);
        var update = stack.UpdateAsync(image, properties);
        await database.UntilSomebodyWaitsForAsync(4711);
        await database.ExecuteAsync("INSERT INTO log VALUES (1)");
        await holder.DisposeAsync();
        (await update).ShouldSucceed();

        (await stack.RollBackAsync(old, properties, TestStack.Revision(1))).Reason!.ShouldContain("table public.log holds data");

        (await database.ValueAsync("SELECT count(*) FROM log")).ShouldBe("1");
    }

    async Task<(TestDatabase Database, Answer Answer)> RolledBackAsync(
        string transaction, IReadOnlyList<string> ups, string down)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        await stack.CreateAsync(old, TestStack.Revision(1));
        await database.ExecuteAsync("INSERT INTO customers VALUES (5, 'Barbara')");
        var image = old.And(
            ("0003_x.sql", ups[0]), ("0003_x.down.sql", down),
            ("0004_y.sql", ups[1]), ("0004_y.down.sql", "ALTER TABLE customers DROP COLUMN IF EXISTS c"));
        var properties = TestStack.Revision(2, ("Transaction", transaction));
        (await stack.UpdateAsync(image, properties)).ShouldSucceed();
        return (database, await stack.RollBackAsync(old, properties, TestStack.Revision(1)));
    }
}
