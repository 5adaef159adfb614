using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>
/// A rollback has kept it, and an order to go down (<c>TargetVersion</c>) takes it back: until that order is rolled back, too.
/// </summary>
public sealed class AKeptScriptThatAnOrderReverts(SharedPostgres postgres)
{
    static readonly JsonObject Before = TestStack.Revision(1);
    static readonly JsonObject Order = TestStack.Revision(3, ("TargetVersion", "2"));

    [Theory]
    [InlineData("")]
    [InlineData("-- lockstep: no-transaction\n")]
    public async Task IsKeptAgainWhenTheOrderIsRolledBack(string alone)
    {
        var (database, stack, image, kept) = await KeptAsync(alone);
        using var _ = stack;
        (await stack.SendAsync(image, stack.Event("Update", Order, Before))).ShouldSucceed();
        (await database.JournalAsync())[^1].ShouldBe("0003_orders.sql|reverted");

        var answer = await stack.RollBackAsync(image, Order, Before);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["Fingerprint"].ShouldBe(kept["Fingerprint"]);
        (await database.JournalAsync())[^1].ShouldBe("0003_orders.sql|kept");
    }

    [Fact]
    public async Task IsKeptAgainWhenTheOrderDiedHalfWay()
    {
        var (database, stack, image, _) = await KeptAsync(
            "-- lockstep: no-transaction\n", "CREATE INDEX CONCURRENTLY byid ON orders (id)", "DROP INDEX CONCURRENTLY byid");
        using var _1 = stack;
        await using (await database.SessionAsync("BEGIN; SELECT FROM orders"))
        {
            await using var run = MortalRun.Of(postgres, database, stack.StackId);
            run.Begin(image, stack.Event("Update", Order, Before));
            await database.UntilAsync(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
                    + "AND wait_event_type = 'Lock' AND query LIKE 'DROP INDEX CONCURRENTLY%')");
            await run.DieAsync();
        }

        var answer = await stack.RollBackAsync(image, Order, Before);

        answer.ShouldSucceed();
        (await database.JournalAsync())[^1].ShouldBe("0003_orders.sql|kept");
    }

    async Task<(TestDatabase Database, TestStack Stack, Image Image, Answer Kept)> KeptAsync(
        string alone, string more = "SELECT 1", string first = "SELECT 1")
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        var image = Shop.Old().And(
            ("0003_orders.sql", $"{alone}CREATE TABLE IF NOT EXISTS orders (id int);\n{more}"),
            ("0003_orders.down.sql", $"{alone}{first};\nDROP TABLE orders"));
        (await stack.CreateAsync(Shop.Old(), Before)).ShouldSucceed();
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        await database.ExecuteAsync("INSERT INTO orders VALUES (1)");
        var kept = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), Before);
        kept.Reason!.ShouldContain("table public.orders holds data");
        (await database.JournalAsync())[^1].ShouldBe("0003_orders.sql|kept");
        await database.ExecuteAsync("TRUNCATE orders");
        return (database, stack, image, kept);
    }
}
