using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

/// <summary>CloudFormation cancels without telling anybody: the next request comes while the first run is at work.</summary>
public sealed class ARunThatIsSuperseded(SharedPostgres postgres)
{
    static readonly Image Slow = Shop.New().And(
        ("0005_slow.sql", "CREATE TABLE late (); SELECT pg_advisory_lock(4711); INSERT INTO customers VALUES (9, 'late', 'x')"),
        ("0005_slow.down.sql", "DROP TABLE late"));

    [Fact]
    public async Task IsEndedByTheRollbackAndCommitsNothing()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        await using var holder = await database.LockAsync(4711);
        var running = stack.DeliverAsync(Slow, stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));
        await database.UntilSomebodyWaitsForAsync(4711);

        var rollback = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        rollback.ShouldSucceed();
        rollback["DatabaseVersion"].ShouldBe("2");
        (await running).ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
        (await database.DeploymentsAsync())[1].ShouldBe("Update|superseded||");
        stack.Log.Text.ShouldContain("holds what this one needs, and does not count any more");
    }

    [Fact]
    public async Task DoesNotCommitEvenWhenNobodyEndedIt()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        await using var holder = await database.LockAsync(4711);
        var running = stack.DeliverAsync(Slow, stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));
        await database.UntilSomebodyWaitsForAsync(4711);

        await database.ExecuteAsync("UPDATE lockstep.deployment SET state = 'superseded' WHERE state = 'running'");
        await holder.DisposeAsync();

        (await running).ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
    }

    // CloudFormation gave up on it after an hour, and somebody continued the rollback.
    [Fact]
    public async Task OfARollbackRaisesNoAlarmForWhatTheNextOneReverts()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Shop.Old().And(
            ("0003_late.sql", "CREATE TABLE late ()"),
            ("0003_late.down.sql", "SELECT pg_advisory_lock(4711); DROP TABLE late"));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        await using var holder = await database.LockAsync(4711);
        var first = stack.DeliverAsync(Shop.Old(), stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));
        await database.UntilSomebodyWaitsForAsync(4711);

        var second = stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));
        (await first).ShouldBeNull();
        await holder.DisposeAsync();

        (await second).ShouldSucceed();
        (await database.TablesAsync()).ShouldBe(before);
        stack.Log.Text.ShouldNotContain("did not revert");
    }

    [Fact]
    public async Task OfACreateIsUndoneByTheDeleteWithAnInventedId()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await using var holder = await database.LockAsync(4711);
        var image = Shop.Old().And(
            ("0003_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0003_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"),
            ("0004_slow.sql", "SELECT pg_advisory_lock(4711)"));
        var properties = TestStack.Revision(1, ("Schema", "mine"));
        var running = stack.DeliverAsync(image, stack.Event("Create", properties));
        await database.UntilSomebodyWaitsForAsync(4711);
        (await database.TablesAsync("mine")).ShouldNotBeEmpty();

        var delete = await stack.DeleteAsync(image, properties, "shop-Migration-1A2B3C4D");

        delete.ShouldSucceed();
        delete.PhysicalResourceId.ShouldBe("shop-Migration-1A2B3C4D");
        (await running).ShouldBeNull();
        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'mine'")).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
    }

    // The first Delete ran out of time, CloudFormation tried again, and the Create was not the last request on record any more.
    [Fact]
    public async Task OfACreateIsUndoneByTheSecondDeleteWhereTheFirstOneFailed()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Shop.Old().And(
            ("0003_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0003_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"),
            ("0004_slow.sql", "SELECT pg_advisory_lock(4711)"));
        await using var holder = await database.LockAsync(4711);
        var running = stack.DeliverAsync(image, stack.Event("Create", TestStack.Revision(1)));
        await database.UntilSomebodyWaitsForAsync(4711);
        await database.ExecuteAsync(
            """
            INSERT INTO lockstep.deployment
              (schema, stack_id, logical_id, request_id, request_type, signed_at, properties, state)
            SELECT schema, stack_id, logical_id, 'first', 'Delete', signed_at, properties, 'failed' FROM lockstep.deployment
            """);

        (await stack.DeleteAsync(image, TestStack.Revision(1), "shop-Migration-1A2B3C4D")).ShouldSucceed();

        (await running).ShouldBeNull();
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task OfACreateStaysAwayWhenItComesAfterItsDelete()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var other = new TestStack(database.ConnectionString);
        await other.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "other")));
        using var stack = new TestStack(database.ConnectionString);
        var now = TimeProvider.System.GetUtcNow();
        var create = stack.Event("Create", TestStack.Revision(1, ("Schema", "mine")), signedAt: now.AddSeconds(-5));
        await stack.SendAsync(
            Shop.Old(),
            stack.Event(
                "Delete", TestStack.Revision(1, ("Schema", "mine")), physicalId: "shop-Migration-1A2B3C4D", signedAt: now));

        (await stack.DeliverAsync(Shop.Old(), create)).ShouldBeNull();

        (await database.TablesAsync("mine")).ShouldBeEmpty();
    }
}
