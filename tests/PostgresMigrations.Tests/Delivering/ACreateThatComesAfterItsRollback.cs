using System.Diagnostics;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

/// <summary>
/// It failed and left nothing, CloudFormation has deleted what was never created, and Lambda delivers a copy of the event.
/// </summary>
public sealed class ACreateThatComesAfterItsRollback(SharedPostgres postgres)
{
    const string NeverCreated = "lockstep:never-created";

    static readonly Image Broken = Shop.Old().And(("0003_x.sql", "SELECT 1/0"));

    // Half of it is committed when it waits.
    static readonly Image Slow = Shop.Old().And(
        ("0003_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
        ("0003_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"),
        ("0004_slow.sql", "SELECT pg_advisory_lock(4711)"));

    // It was one more attempt, and deployed everything for a stack that was gone.
    [Fact]
    public async Task RunsNothing()
    {
        var (database, stack, create) = await FailedAsync();
        using var _ = stack;

        (await stack.DeleteAsync(Broken, TestStack.Revision(1), NeverCreated)).ShouldSucceed();
        (await stack.DeliverAsync(Shop.Old(), create)).ShouldBeNull();

        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.DeploymentsAsync()).ShouldBe(["Create|failed|0|0", "Delete|succeeded|0|"]);
    }

    [Fact]
    public async Task IsTakenBackWhereItIsAtWorkWhenTheDeleteComes()
    {
        var (database, stack, create) = await FailedAsync();
        using var _ = stack;
        await using var holder = await database.LockAsync(4711);
        var running = stack.DeliverAsync(Slow, create);
        await database.UntilSomebodyWaitsForAsync(4711);

        (await stack.DeleteAsync(Broken, TestStack.Revision(1), NeverCreated)).ShouldSucceed();

        (await running).ShouldBeNull();
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // It came before the Delete, and worked: somebody may have written into it by now.
    [Fact]
    public async Task LeavesWhatItHasMadeBefore()
    {
        var (database, stack, create) = await FailedAsync();
        using var _ = stack;
        (await stack.SendAsync(Shop.Old(), create)).ShouldSucceed();

        (await stack.DeleteAsync(Broken, TestStack.Revision(1), NeverCreated)).ShouldSucceed();

        (await database.TablesAsync()).ShouldNotBeEmpty();
        (await database.DeploymentsAsync())[0].ShouldBe("Create|succeeded|0|2");
    }

    [Fact]
    public async Task IsNoReasonToMakeAJournal()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        (await stack.DeleteAsync(Shop.Old(), TestStack.Revision(1), NeverCreated)).ShouldSucceed();

        (await database.ValueAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 'lockstep'")).ShouldBe("0");
    }

    // A wrong host name, or one that leads nowhere: the stack does not wait for it.
    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=nowhere", 5)]
    [InlineData(null, 14)]
    public async Task IsNotWaitedForLongWhereTheDatabaseDoesNotAnswer(string? connection, int seconds)
    {
        await using var link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        link.CutAll(CutStyle.BlackHole);
        using var stack = new TestStack(connection ?? link.Through(postgres.Server.SuperuserConnectionString));
        var watch = Stopwatch.StartNew();

        (await stack.DeleteAsync(Shop.Old(), TestStack.Revision(1), NeverCreated)).ShouldSucceed();

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(seconds));
        stack.Log.Text.ShouldContain("The Delete of what was never created is not on record");
    }

    async Task<(TestDatabase Database, TestStack Stack, JsonObject Create)> FailedAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        var create = stack.Event("Create", TestStack.Revision(1), signedAt: TimeProvider.System.GetUtcNow().AddSeconds(-5));
        var failed = await stack.SendAsync(Broken, create);
        failed.ShouldFail("22012");
        failed.PhysicalResourceId.ShouldBe(NeverCreated);
        return (database, stack, create);
    }
}
