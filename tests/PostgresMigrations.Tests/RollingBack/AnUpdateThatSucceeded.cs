using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>The migration worked, the next resource failed: CloudFormation goes back.</summary>
public sealed class AnUpdateThatSucceeded(SharedPostgres postgres)
{
    [Theory]
    [InlineData("old image")]
    [InlineData("new image")]
    public async Task IsTakenBackByWhicheverImageAnswers(string answering)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = Shop.New();
        var created = await stack.CreateAsync(old, TestStack.Revision(1));
        created.ShouldSucceed();
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();
        (await database.TablesAsync()).ShouldNotBe(before);

        var answer = await stack.RollBackAsync(
            answering == "old image" ? old : next, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer.PhysicalResourceId.ShouldBe(created.PhysicalResourceId);
        answer["SchemaVersion"].ShouldBe("2");
        answer["DatabaseVersion"].ShouldBe("2");
        answer["PreviousVersion"].ShouldBe("4");
        answer["RevertedCount"].ShouldBe("2");
        answer["Fingerprint"].ShouldBe(created["Fingerprint"]);
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync()).ShouldBe(
        [
            "0001_create_customers.sql|applied", "0002_fill_customers.sql|applied", "0003_create_orders.sql|reverted",
            "0004_add_email.sql|reverted",
        ]);
        (await database.DeploymentsAsync()).ShouldBe(["Create|succeeded|0|2", "Update|reverted|2|4", "Update|succeeded|4|2"]);
    }

    // Both were deployed with rollback disabled; then the stack is rolled back to where it last was whole.
    [Theory]
    [InlineData("old image")]
    [InlineData("new image")]
    public async Task IsTakenBackTogetherWithTheOneBeforeIt(string answering)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = Shop.New();
        var last = next.And(
            ("0005_add_phone.sql", "ALTER TABLE customers ADD phone text"),
            ("0005_add_phone.down.sql", "ALTER TABLE customers DROP phone"));
        (await stack.CreateAsync(old, TestStack.Revision(1))).ShouldSucceed();
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();
        (await stack.UpdateAsync(last, TestStack.Revision(3))).ShouldSucceed();

        var answer = await stack.RollBackAsync(
            answering == "old image" ? old : last, TestStack.Revision(3), TestStack.Revision(1));

        answer.ShouldSucceed();
        (answer.Reason, answer["DatabaseVersion"], answer["RevertedCount"]).ShouldBe((null, "2", "3"));
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task CanBeDeployedAgainAfterwards()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = Shop.New();
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        var again = await stack.UpdateAsync(next, TestStack.Revision(2));

        again.ShouldSucceed();
        again["DatabaseVersion"].ShouldBe("4");
        (await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1)))["DatabaseVersion"].ShouldBe("2");
    }

    [Fact]
    public async Task IsTakenBackOnlyOnceWhenTheRollbackIsContinued()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = Shop.New();
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        var second = await stack.RollBackAsync(next, TestStack.Revision(2), TestStack.Revision(1));

        second.ShouldSucceed();
        second["DatabaseVersion"].ShouldBe("2");
        second["RevertedCount"].ShouldBe("0");
    }
}
