using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Operating;

public sealed class AnUnlock(SharedPostgres postgres)
{
    [Fact]
    public async Task SaysThatNobodyHoldsTheLock()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var unlocked = await new Operator(stack, database.ConnectionString).UnlockAsync(Shop.Old());

        unlocked.GetProperty("Outcome").GetString().ShouldBe("NotHeld");
    }

    [Fact]
    public async Task LooksLikeThis()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var key = LockKey.ForSchema("public");
        await using var other = await database.LockAsync(4713);
        await using var holder = await database.LockAsync(key);

        var unlocked = await new Operator(stack, database.ConnectionString).UnlockAsync(Shop.Old());

        (await database.RowsAsync($"SELECT pid FROM pg_stat_activity WHERE pid = {holder.ProcessID}")).ShouldBeEmpty();
        (await database.RowsAsync($"SELECT pid FROM pg_stat_activity WHERE pid = {other.ProcessID}")).ShouldNotBeEmpty();
        unlocked.GetProperty("Holder").GetProperty("Pid").GetInt32().ShouldBe(holder.ProcessID);
        Scrubbed.Text(unlocked, ($"Process {holder.ProcessID} ", "Process <Pid> "))
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task EndsADeploymentThatHangsAndTheNextOneRuns()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var gate = await database.LockAsync(4714);
        var hangs = Shop.Old().And(("0003_hangs.sql", "SELECT pg_advisory_lock(4714)"));
        var running = stack.DeliverAsync(hangs, stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));
        await database.UntilSomebodyWaitsForAsync(4714);

        var unlocked = await new Operator(stack, database.ConnectionString).UnlockAsync(Shop.Old());
        await gate.DisposeAsync();

        unlocked.GetProperty("Outcome").GetString().ShouldBe("Ended");
        unlocked.GetProperty("Holder").GetProperty("Application").GetString().ShouldBe("lockstep");
        (await running)!.ShouldSucceed();
        (await database.JournalAsync())[^1].ShouldBe("0003_hangs.sql|applied");
    }

    [Fact]
    public async Task SaysWhichRightItLacks()
    {
        var migrator = await postgres.Server.CreateLoginAsync("", TestContext.Current.CancellationToken);
        var database = await TestDatabase.CreateAsync(postgres, migrator);
        using var stack = new TestStack(database.As(migrator));
        await using var holder = await database.LockAsync(LockKey.ForSchema("public"));

        var unlocked = await new Operator(stack, database.As(migrator)).UnlockAsync(Shop.Old());

        unlocked.GetProperty("Outcome").GetString().ShouldBe("Denied");
        unlocked.GetProperty("Message").GetString()!.ShouldContain($"GRANT pg_signal_backend TO \"{migrator.Name}\"");
        (await database.RowsAsync($"SELECT pid FROM pg_stat_activity WHERE pid = {holder.ProcessID}")).ShouldNotBeEmpty();
    }
}
