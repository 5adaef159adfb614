using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

public sealed class AnEventThatComesAgain(SharedPostgres postgres)
{
    [Fact]
    public async Task GetsTheAnswerThatIsOnRecord()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var request = stack.Event("Create", TestStack.Revision(1));
        var first = await stack.SendAsync(Shop.Old(), request);

        var second = await stack.SendAsync(Shop.New(), request);

        second.Document.GetRawText().ShouldBe(first.Document.GetRawText());
        (await database.JournalAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task BetweenItsAnswerAndItsRollbackLeavesNothingMoreToTakeBack()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        var update = stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1));
        var first = await stack.SendAsync(Shop.New(), update);

        // Twice: as a late copy to the new image, and to the old one, which is back already.
        (await stack.SendAsync(Shop.New(), update)).Document.GetRawText().ShouldBe(first.Document.GetRawText());
        (await stack.SendAsync(Shop.Old(), update)).Document.GetRawText().ShouldBe(first.Document.GetRawText());
        var rollback = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        rollback.ShouldSucceed();
        rollback["RevertedCount"].ShouldBe(first["AppliedCount"]);
        (await database.TablesAsync()).ShouldBe(before);
        (await database.DeploymentsAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task RunsNothingOnceItsRollbackIsRecorded()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        var update = stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1));
        (await stack.SendAsync(Shop.New(), update)).ShouldSucceed();
        await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        (await stack.DeliverAsync(Shop.New(), update)).ShouldBeNull();

        (await database.TablesAsync()).ShouldBe(before);
        stack.Log.Text.ShouldContain("A later request of this resource took over.");
    }

    [Fact]
    public async Task IsNotRetriedAfterAFailureThatARollbackFollowed()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var update = stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1));
        (await stack.SendAsync(Shop.Old().And(("0003_x.sql", "SELECT 1/0")), update)).ShouldFail("22012");
        await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        (await stack.DeliverAsync(Shop.New(), update)).ShouldBeNull();

        (await database.JournalAsync()).Count.ShouldBe(2);
        (await database.ValueAsync("SELECT state FROM lockstep.deployment WHERE id = 2")).ShouldBe("failed");
    }

    [Fact]
    public async Task IsNotAnsweredAgainOnceALaterOneHasSucceeded()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var update = stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1));
        (await stack.SendAsync(Shop.New(), update)).ShouldSucceed();
        (await stack.DeliverAsync(Shop.New(), update)).ShouldNotBeNull();
        (await stack.SendAsync(
            Shop.New(), stack.Event("Update", TestStack.Revision(3), TestStack.Revision(2)))).ShouldSucceed();

        (await stack.DeliverAsync(Shop.New(), update)).ShouldBeNull();
    }

    [Fact]
    public async Task AfterItsFailureUndoesTheSecondAttemptToo()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        var image = Shop.Old().And(
            ("0003_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0003_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"), ("0004_x.sql", "SELECT 1/0"));
        var update = stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1));

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            (await stack.SendAsync(image, update)).ShouldFail("What had been committed by then is undone.");
            (await database.TablesAsync()).ShouldBe(before);
        }
    }

    // It was cancelled before it had come; nothing was ever deployed to the database.
    [Fact]
    public async Task RunsNothingWhenItIsACreateAndItsDeleteArrivedFirst()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var now = TimeProvider.System.GetUtcNow();
        var create = stack.Event("Create", TestStack.Revision(1), signedAt: now.AddSeconds(-2));
        var deleted = await stack.SendAsync(
            Shop.Old(), stack.Event("Delete", TestStack.Revision(1), physicalId: "shop-Migration-1A2B3C", signedAt: now));

        (await stack.DeliverAsync(Shop.Old(), create)).ShouldBeNull();

        deleted.ShouldSucceed();
        deleted.Reason!.ShouldContain("there is no Create to take back");
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.DeploymentsAsync()).ShouldHaveSingleItem();
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
    }

    [Fact]
    public async Task RunsNothingWhenALaterOneArrivedFirst()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var now = TimeProvider.System.GetUtcNow();
        var update = stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1), signedAt: now.AddSeconds(10));
        var rollback = stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2), signedAt: now.AddSeconds(30));

        (await stack.SendAsync(Shop.Old(), rollback)).ShouldSucceed();
        (await stack.DeliverAsync(Shop.New(), update)).ShouldBeNull();

        (await database.JournalAsync()).Count.ShouldBe(2);
    }

    // It ended in a NullReferenceException.
    [Theory]
    [InlineData("shop-Migration-1A2B3C4D")]
    [InlineData(null)]
    public async Task AsADeleteRunsNothingWhenALaterOneArrivedFirst(string? physicalId)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("OnDelete", "Revert")));
        var delete = stack.Event(
            "Delete", stack.Properties, physicalId: physicalId, signedAt: TimeProvider.System.GetUtcNow().AddMinutes(-1));

        (await stack.DeliverAsync(Shop.Old(), delete)).ShouldBeNull();

        (await database.TablesAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task RunsNothingWhenCloudFormationHasGivenUpOnIt()
    {
        using var stack = new TestStack("Host=127.0.0.1;Port=1;Database=unreached");
        var request = stack.Event(
            "Create",
            TestStack.Revision(1, ("ServiceTimeout", "600")),
            signedAt: TimeProvider.System.GetUtcNow().AddSeconds(-601));

        (await stack.DeliverAsync(Shop.Old(), request)).ShouldBeNull();
        stack.Log.Text.ShouldContain("has given up on it");
    }
}
