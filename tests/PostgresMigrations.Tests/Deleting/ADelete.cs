using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Deleting;

public sealed class ADelete(SharedPostgres postgres)
{
    const string Unreachable = "Host=127.0.0.1;Port=1;Database=nowhere";

    [Fact]
    public async Task RetainsTheSchemaWithoutConnecting()
    {
        using var stack = new TestStack(Unreachable);

        var answer = await stack.DeleteAsync(Shop.Old(), TestStack.Revision(1), "lockstep:postgres://127.0.0.1/nowhere/public");

        answer.ShouldSucceed();
        answer.PhysicalResourceId.ShouldBe("lockstep:postgres://127.0.0.1/nowhere/public");
        answer.Reason.ShouldBeNull();
    }

    [Fact]
    public async Task SucceedsWithAReasonWhenTheDatabaseIsGoneForAQuarterOfAnHour()
    {
        using var stack = new TestStack(Unreachable) { Clock = new LeapingClock(), CanInvoke = true };

        var delete = stack.SendAsync(
            Shop.Old(),
            stack.Event(
                "Delete", TestStack.Revision(1, ("OnDelete", "DropSchema")),
                physicalId: "lockstep:postgres://127.0.0.1/nowhere/public", signedAt: stack.Clock.GetUtcNow().AddMinutes(-16)));
        await stack.Log.UntilItSaysAsync("Nothing listens", delete);
        stack.EndWork();
        var answer = await delete;

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("Nothing listens on 127.0.0.1:1");
    }

    [Fact]
    public async Task RevertsEverythingWhereItIsToldTo()
    {
        var (database, stack) = await CreatedAsync(("OnDelete", "Revert"));

        (await stack.DeleteAsync(Shop.Old())).ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FailsAndDoesNothingWhenItCannotRevertEverything()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(
            Image.With([.. Shop.First, ("0003_x.sql", "CREATE TABLE x ()")]), TestStack.Revision(1, ("OnDelete", "Revert")));

        (await stack.DeleteAsync(Shop.Old())).ShouldFail("0003_x.sql has no down script.");

        (await database.TablesAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task DropsOnlyASchemaThatItCreated()
    {
        var (database, stack) = await CreatedAsync(("OnDelete", "DropSchema"));

        var answer = await stack.DeleteAsync(Shop.Old());

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("Schema \"public\" was there before this resource");
        (await database.TablesAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task DropsTheSchemaItCreatedWithWhateverIsInIt()
    {
        var (database, stack) = await CreatedAsync(("OnDelete", "DropSchema"), ("Schema", "mine"));
        await database.ExecuteAsync("CREATE TABLE mine.by_hand ()");

        (await stack.DeleteAsync(Shop.Old())).ShouldSucceed();

        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'mine'")).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LeavesASchemaThatItsResourceHasOnlyTakenOver()
    {
        var (database, _) = await CreatedAsync(("Schema", "mine"));
        await database.ExecuteAsync("INSERT INTO mine.customers VALUES (3, 'Edsger')");
        using var again = new TestStack(database.ConnectionString);
        await again.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "mine"), ("OnDelete", "DropSchema")));

        var answer = await again.DeleteAsync(Shop.Old());

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("Schema \"mine\" was there before this resource");
        (await database.ValueAsync("SELECT count(*) FROM mine.customers")).ShouldBe("3");
    }

    [Fact]
    public async Task DropsTheSchemaThatItsResourceCreatedSeveralDeploymentsAgo()
    {
        var (database, stack) = await CreatedAsync(("OnDelete", "DropSchema"), ("Schema", "mine"));
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("OnDelete", "DropSchema"), ("Schema", "mine")));
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(3, ("OnDelete", "DropSchema"), ("Schema", "mine")));

        (await stack.DeleteAsync(Shop.New())).Reason.ShouldBeNull();

        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'mine'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsAnsweredTheSameWhenItComesTwice()
    {
        var (database, stack) = await CreatedAsync(("OnDelete", "DropSchema"), ("Schema", "mine"));
        var request = stack.Event("Delete", stack.Properties);

        (await stack.SendAsync(Shop.Old(), request)).ShouldSucceed();
        (await stack.SendAsync(Shop.Old(), request)).ShouldSucceed();
        (await database.DeploymentsAsync()).Count.ShouldBe(2);
    }

    // The downs failed with 42P01, and the stack stood in DELETE_FAILED.
    [Theory]
    [InlineData("Revert")]
    [InlineData("DropSchema")]
    public async Task SucceedsWithAReasonWhenTheSchemaIsGoneAlready(string onDelete)
    {
        var (database, stack) = await CreatedAsync(("OnDelete", onDelete), ("Schema", "mine"));
        await database.ExecuteAsync("DROP SCHEMA mine CASCADE");

        var answer = await stack.DeleteAsync(Shop.Old());

        answer.ShouldSucceed();
        answer.Reason.ShouldBe("Schema \"mine\" was gone already.");
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
        (await database.ValueAsync("SELECT count(*) FROM lockstep.owner")).ShouldBe("0");
    }

    [Fact]
    public async Task OfSomebodyElsesResourceTouchesNothing()
    {
        var (database, stack) = await CreatedAsync(("OnDelete", "DropSchema"), ("Schema", "mine"));
        using var other = new TestStack(database.ConnectionString);

        (await other.DeleteAsync(Shop.Old(), stack.Properties, stack.PhysicalId)).Reason!.ShouldContain("belongs to Migration");

        (await database.TablesAsync("mine")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task WithAnInventedIdTouchesNothingOnceTheResourceWasUpdated()
    {
        var (database, stack) = await CreatedAsync(("OnDelete", "DropSchema"), ("Schema", "mine"));
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("OnDelete", "DropSchema"), ("Schema", "mine")))).ShouldSucceed();

        (await stack.DeleteAsync(Shop.Old(), physicalId: "shop-Migration-1A2B3C"))
            .Reason!.ShouldContain("there is no Create to take back");

        (await database.TablesAsync("mine")).ShouldNotBeEmpty();
    }

    // It was answered too late, or into a bucket that was out of order: CloudFormation has failed the Create, and knows no id.
    [Fact]
    public async Task WithAnInventedIdTakesBackTheCreateWhoseAnswerNobodyGot()
    {
        var (database, stack) = await CreatedAsync(("Schema", "mine"));

        (await stack.DeleteAsync(Shop.Old(), physicalId: "shop-Migration-1A2B3C")).ShouldSucceed();

        (await database.TablesAsync("mine")).ShouldBeEmpty();
        (await database.ValueAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 'mine'")).ShouldBe("0");
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithAnInventedIdKeepsRowsThatSomebodyHasWritten()
    {
        var (database, stack) = await CreatedAsync();
        await database.ExecuteAsync("INSERT INTO customers (id, name) VALUES (99, 'somebody')");

        var answer = await stack.DeleteAsync(Shop.Old(), physicalId: "shop-Migration-1A2B3C");

        answer.ShouldSucceed();
        answer.Reason!.ShouldStartWith("The Create failed, was cancelled, or its answer never arrived, but not all it did could be undone.");
        (await database.ValueAsync("SELECT count(*) FROM customers WHERE name = 'somebody'")).ShouldBe("1");
    }

    async Task<(TestDatabase Database, TestStack Stack)> CreatedAsync(params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, properties))).ShouldSucceed();
        return (database, stack);
    }
}
