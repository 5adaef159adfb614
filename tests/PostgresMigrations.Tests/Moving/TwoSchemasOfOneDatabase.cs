using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Moving;

public sealed class TwoSchemasOfOneDatabase(SharedPostgres postgres)
{
    [Fact]
    public async Task HaveALockAndAVersionEach()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var slow = new TestStack(database.ConnectionString);
        using var quick = new TestStack(database.ConnectionString) { StackId = slow.StackId, LogicalId = "Quick" };
        await slow.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "a")));
        await using var gate = await database.LockAsync(4711);
        var waiting = slow.UpdateAsync(
            Shop.Old().And(("0003_wait.sql", "SELECT pg_advisory_xact_lock(4711)")),
            TestStack.Revision(2, ("Schema", "a"), ("LockTimeout", "60s")));
        await database.UntilSomebodyWaitsForAsync(4711);

        (await quick.CreateAsync(Shop.New(), TestStack.Revision(1, ("Schema", "b"))))["DatabaseVersion"].ShouldBe("4");
        await gate.CloseAsync();

        (await waiting)["DatabaseVersion"].ShouldBe("3");
        (await database.RowsAsync("SELECT schema, version FROM lockstep.version ORDER BY 1")).ShouldBe(["a|3", "b|4"]);
    }

    [Fact]
    public async Task GoBackAndAreDroppedEachForItself()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var one = new TestStack(database.ConnectionString);
        using var other = new TestStack(database.ConnectionString) { StackId = one.StackId, LogicalId = "Other" };
        await one.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "a")));
        await other.CreateAsync(Shop.New(), TestStack.Revision(1, ("Schema", "b"), ("OnDelete", "DropSchema")));
        await one.UpdateAsync(Shop.New(), TestStack.Revision(2, ("Schema", "a")));

        (await one.RollBackAsync(Shop.Old(), TestStack.Revision(2, ("Schema", "a")), TestStack.Revision(1, ("Schema", "a"))))
            ["DatabaseVersion"].ShouldBe("2");
        (await database.RowsAsync("SELECT schema, version FROM lockstep.version ORDER BY 1")).ShouldBe(["a|2", "b|4"]);
        (await other.DeleteAsync(Shop.Old())).Reason.ShouldBeNull();
        (await database.RowsAsync("SELECT schema, version FROM lockstep.version")).ShouldBe(["a|2"]);
    }
}
