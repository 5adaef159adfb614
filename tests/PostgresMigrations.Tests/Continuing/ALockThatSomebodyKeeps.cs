using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Continuing;

/// <summary>
/// Another migrator is at work in the schema for longer than a run can wait: where FAILED would block the stack, the next run waits
/// on.
/// </summary>
public sealed class ALockThatSomebodyKeeps(SharedPostgres postgres)
{
    [Fact]
    public async Task IsWaitedForByTheNextRunOfARollback()
    {
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        var rollback = stack.Event("Update", TestStack.Revision(1), stack.Properties);
        await using (await database.LockAsync(LockKey.ForSchema("public")))
        {
            (await WaitAllTheTimeAsync(database, stack, Shop.Old(), rollback)).ShouldBeNull();
        }

        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var answer = await stack.SendAsync(Shop.Old(), next);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
        stack.Log.Text.ShouldContain(
            "was over at the lock of schema");
    }

    [Fact]
    public async Task IsWaitedForByTheNextRunOfADelete()
    {
        var (database, stack, _) = await StartAsync(("OnDelete", "Revert"));
        using var __ = stack;
        var deletion = stack.Event("Delete", stack.Properties);
        await using (await database.LockAsync(LockKey.ForSchema("public")))
        {
            (await WaitAllTheTimeAsync(database, stack, Shop.Old(), deletion)).ShouldBeNull();
        }

        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        (await stack.SendAsync(Shop.Old(), next)).ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task FailsADeploymentAtOnce()
    {
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        await using var holder = await database.LockAsync(LockKey.ForSchema("public"));

        var update = stack.Event("Update", TestStack.Revision(2), stack.Properties);
        (await WaitAllTheTimeAsync(database, stack, Shop.New(), update)).ShouldNotBeNull().ShouldFail(
            "Another migrator holds the lock of schema \"public\" and did not let go in time");

        stack.Continuations.ShouldBeEmpty();
        (await database.TablesAsync()).ShouldBe(before);
    }

    // Its answer said that it was never created, and the run that went on deployed everything for a stack that was rolled back.
    // There is no time for another run behind this one.
    [Fact]
    public async Task LeavesToTheDeleteWhatAnotherRunOfACreateHasDone()
    {
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a ()"), ("1_a.down.sql", "DROP TABLE a"),
            ("2_b.sql", "SELECT pg_advisory_xact_lock(4711)"));
        var properties = TestStack.Revision(1, ("Transaction", "Script"), ("ServiceTimeout", "300"));
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Clock = new LeapingClock(), CanInvoke = true };
        var create = stack.Event("Create", properties);
        await using var latch = await database.LockAsync(4711);
        var first = stack.DeliverAsync(image, create);
        await database.UntilSomebodyWaitsForAsync(4711);
        stack.EndWork();
        (await first).ShouldBeNull();
        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        ((LeapingClock)stack.Clock).Leap(TimeSpan.FromSeconds(150));
        Answer? failed;
        await using (await database.LockAsync(LockKey.ForSchema("public")))
        {
            failed = await WaitAllTheTimeAsync(database, stack, image, create, run: 2);
        }

        failed.ShouldNotBeNull().ShouldFail(
            "What this Create had committed, if anything, is taken back by the Delete that follows.");
        (await stack.DeleteAsync(image, properties, failed.PhysicalResourceId)).Reason.ShouldBeNull();

        (await stack.DeliverAsync(image, next)).ShouldBeNull();
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // Nothing was looked at: SUCCESS would claim that something is kept, or reverted.
    [Fact]
    public async Task IsNamedByTheLastRunOfARollback()
    {
        var (database, stack, _) = await StartAsync(("ServiceTimeout", "70"));
        using var __ = stack;
        var hurried = stack.Properties;
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        await using var holder = await database.LockAsync(LockKey.ForSchema("public"));

        var rollback = stack.Event("Update", hurried, TestStack.Revision(2));
        (await WaitAllTheTimeAsync(database, stack, Shop.Old(), rollback)).ShouldNotBeNull().ShouldFail(
            "Another migrator holds the lock of schema \"public\" and did not let go in time");

        stack.Continuations.ShouldBeEmpty();
    }

    static async Task<Answer?> WaitAllTheTimeAsync(
        TestDatabase database, TestStack stack, Image image, JsonObject request, int run = 1)
    {
        var work = stack.DeliverAsync(image, request);
        await database.UntilItWaitsForTheSchemaAsync(run);
        stack.EndWork();
        return await work;
    }

    async Task<(TestDatabase Database, TestStack Stack, IReadOnlyList<string> Before)> StartAsync(
        params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString) { Clock = new LeapingClock(), CanInvoke = true };
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, properties))).ShouldSucceed();
        return (database, stack, await database.TablesAsync());
    }
}
