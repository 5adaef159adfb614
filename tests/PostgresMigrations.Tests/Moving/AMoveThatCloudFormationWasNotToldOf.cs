using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Moving;

/// <summary>
/// An update to another schema was cancelled, or failed, or its answer was lost: its rollback comes with the former id,
/// and no Delete comes for the new one.
/// </summary>
public sealed class AMoveThatCloudFormationWasNotToldOf(SharedPostgres postgres)
{
    static readonly JsonObject Mine = TestStack.Revision(1, ("Schema", "mine"));
    static readonly JsonObject Other = TestStack.Revision(2, ("Schema", "other"));

    // It stayed, and its owner on record with it: no other resource could have the schema.
    [Fact]
    public async Task IsTakenBackWithTheSchemaThatItMade()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), Mine);
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(Shop.New(), Other))["DatabaseVersion"].ShouldBe("4");

        var back = await stack.RollBackAsync(Shop.Old(), Other, Mine);

        back.ShouldSucceed();
        back.Reason.ShouldBeNull();
        back["DatabaseVersion"].ShouldBe("2");
        back.PhysicalResourceId.ShouldBe(stack.PhysicalId);
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.ValueAsync("SELECT string_agg(schema, ' ') FROM lockstep.owner")).ShouldBe("mine");
        (await stack.UpdateAsync(Shop.New(), Other))["AppliedCount"].ShouldBe("4");
    }

    [Fact]
    public async Task IsTakenBackOutOfASchemaThatWasThere()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await database.ExecuteAsync("CREATE SCHEMA other; CREATE TYPE other.theirs AS ENUM ('a')");
        await stack.CreateAsync(Shop.Old(), Mine);
        var before = await database.CatalogueAsync();
        await stack.UpdateAsync(Shop.New(), Other);

        (await stack.RollBackAsync(Shop.Old(), Other, Mine)).Reason.ShouldBeNull();

        (await database.CatalogueAsync()).ShouldBe(before);
        using var others = new TestStack(database.ConnectionString);
        (await others.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "other")))).ShouldSucceed();
    }

    [Fact]
    public async Task StaysWhereRowsWereWrittenAndIsSaid()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), Mine);
        await stack.UpdateAsync(Shop.New(), Other);
        await database.ExecuteAsync("INSERT INTO other.customers VALUES (9, 'Katherine', 'k')");

        var back = await stack.RollBackAsync(Shop.Old(), Other, Mine);

        back.ShouldSucceed();
        back.Reason!.ShouldStartWith("What the update had done in lockstep:postgres://127.0.0.1/");
        back.Reason.ShouldContain("/other stays, and no Delete of CloudFormation's comes for it.");
        back.Reason.ShouldContain("customers");
        stack.Log.Text.ShouldContain(back.Reason);
        (await database.ValueAsync("SELECT name FROM other.customers WHERE id = 9")).ShouldBe("Katherine");
        (await database.ValueAsync("SELECT count(*) FROM other.orders")).ShouldBe("1");
    }

    [Fact]
    public async Task StaysWithOnRollbackKeep()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var keeping = TestStack.Revision(2, ("Schema", "other"), ("OnRollback", "Keep"));
        await stack.CreateAsync(Shop.Old(), Mine);
        await stack.UpdateAsync(Shop.New(), keeping);

        (await stack.RollBackAsync(Shop.Old(), keeping, Mine)).Reason!.ShouldEndWith("comes for it. OnRollback is Keep.");

        (await database.TablesAsync("other")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task StaysWhereItCannotBeTakenBackAsOneAndIsSaid()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Shop.New().And(
            ("0005_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0005_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"));
        await stack.CreateAsync(Shop.Old(), Mine);
        await stack.UpdateAsync(image, Other);

        (await stack.RollBackAsync(Shop.Old(), Other, Mine)).Reason!
            .ShouldEndWith("Not all of it can be taken back in one transaction.");

        (await database.ValueAsync("SELECT count(*) FROM lockstep.journal WHERE schema = 'other' AND state = 'applied'")).ShouldBe("5");
    }

    // With Transaction: Script what comes before the script that fails is committed.
    [Fact]
    public async Task IsTakenBackAsFarAsItHadCome()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var scripts = TestStack.Revision(2, ("Schema", "other"), ("Transaction", "Script"));
        await stack.CreateAsync(Shop.Old(), Mine);
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(Shop.New().And(("0005_x.sql", "SELECT 1/0")), scripts)).ShouldFail("22012");

        (await stack.RollBackAsync(Shop.Old(), scripts, Mine)).Reason.ShouldBeNull();

        (await database.CatalogueAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task IsEndedWhileItIsAtWork()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var slow = Shop.New().And(("0005_slow.sql", "SELECT pg_advisory_lock(4711)"), ("0005_slow.down.sql", "SELECT 1"));
        var scripts = TestStack.Revision(2, ("Schema", "other"), ("Transaction", "Script"));
        await stack.CreateAsync(Shop.Old(), Mine);
        var before = await database.CatalogueAsync();
        await using var holder = await database.LockAsync(4711);
        var running = stack.DeliverAsync(slow, stack.Event("Update", scripts, Mine));
        await database.UntilSomebodyWaitsForAsync(4711);

        (await stack.RollBackAsync(Shop.Old(), scripts, Mine)).Reason.ShouldBeNull();

        (await running).ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
    }

    // Nobody waits for an hour here because of somebody there.
    [Fact]
    public async Task StaysWhereSomebodyElseKeepsTheLockAndIsSaid()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(16), CanInvoke = true };
        await stack.CreateAsync(Shop.Old(), Mine);
        await stack.UpdateAsync(Shop.New(), Other);
        await using var holder = await database.LockAsync(LockKey.ForSchema("other"));

        var back = await stack.RollBackAsync(Shop.Old(), Other, Mine);

        back.ShouldSucceed();
        var reason = back.Reason.ShouldNotBeNull();
        reason.ShouldContain("stays, and no Delete of CloudFormation's comes for it. ");
        reason.ShouldContain("lock");
        back["DatabaseVersion"].ShouldBe("2");
    }

    // It had lived there before, was let go of with Retain, and comes back to what it finds.
    [Fact]
    public async Task LeavesWhatItFoundThere()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), Mine);
        var moved = await stack.UpdateAsync(Shop.Old(), Other);
        (await stack.SendAsync(Shop.Old(), stack.Event("Update", Mine, Other, moved.PhysicalResourceId))).ShouldSucceed();
        var before = await database.CatalogueAsync();
        (await stack.SendAsync(Shop.New(), stack.Event("Update", Other, Mine)))["AppliedCount"].ShouldBe("2");

        (await stack.RollBackAsync(Shop.Old(), Other, Mine)).Reason.ShouldBeNull();

        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.ValueAsync("SELECT string_agg(schema, ' ' ORDER BY schema) FROM lockstep.owner")).ShouldBe("mine other");
    }

    // CloudFormation knows the new id, and deletes it itself.
    [Fact]
    public async Task IsNoneWhoseIdComesWithTheRollback()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), Mine);
        var moved = await stack.UpdateAsync(Shop.New(), Other);

        (await stack.SendAsync(Shop.Old(), stack.Event("Update", Mine, Other, moved.PhysicalResourceId))).ShouldSucceed();

        (await database.TablesAsync("other")).ShouldNotBeEmpty();
    }

    // The second delivery finds the work done there.
    [Fact]
    public async Task IsTakenBackOnceWhenTheRollbackComesTwice()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), Mine);
        await stack.UpdateAsync(Shop.New(), Other);
        var rollback = stack.Event("Update", Mine, Other);

        var first = await stack.SendAsync(Shop.Old(), rollback);
        (await stack.SendAsync(Shop.Old(), rollback)).Document.GetRawText().ShouldBe(first.Document.GetRawText());
        (await database.TablesAsync("other")).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsNotLookedAtInAnotherDatabaseAndThatIsSaid()
    {
        var (here, there) = (await TestDatabase.CreateAsync(postgres), await TestDatabase.CreateAsync(postgres));
        var anywhere = new NpgsqlConnectionStringBuilder(here.ConnectionString);
        anywhere.Remove("Database");
        using var stack = new TestStack(anywhere.ConnectionString);
        var (old, other) = (In(here, 1), In(there, 2));
        await stack.CreateAsync(Shop.Old(), old);
        (await stack.UpdateAsync(Shop.New(), other))["DatabaseVersion"].ShouldBe("4");

        var back = await stack.RollBackAsync(Shop.Old(), other, old);

        back.ShouldSucceed();
        back["DatabaseVersion"].ShouldBe("2");
        back.Reason!.ShouldStartWith("Whether the update had begun anything in lockstep:postgres://127.0.0.1/");
        back.Reason.ShouldEndWith("/public was not looked at: another database has another journal.");
        stack.Log.Text.ShouldNotContain("did not revert");
    }

    // The other stack counts on the scripts that it found applied.
    [Fact]
    public async Task StaysUnderSomebodyElseWhoHasTakenTheSchemaOver()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        using var others = new TestStack(database.ConnectionString) { LogicalId = "Theirs" };
        await stack.CreateAsync(Shop.Old(), Mine);
        await stack.UpdateAsync(Shop.New(), Other);
        (await others.CreateAsync(Shop.New(), TestStack.Revision(1, ("Schema", "other"), ("TakeOver", "true")))).ShouldSucceed();

        (await stack.RollBackAsync(Shop.Old(), Other, Mine)).Reason!.ShouldEndWith("comes for it. It belongs to Theirs by now.");

        (await database.TablesAsync("other")).ShouldNotBeEmpty();
        (await others.UpdateAsync(Shop.New(), TestStack.Revision(2, ("Schema", "other"))))["DatabaseVersion"].ShouldBe("4");
    }

    // Nothing had been done there, and the owner is somebody else.
    [Fact]
    public async Task IsNothingWhereItWasRefusedForSomebodyElsesSchema()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        using var others = new TestStack(database.ConnectionString) { StackId = stack.StackId, LogicalId = "Theirs" };
        await others.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "other")));
        await stack.CreateAsync(Shop.Old(), Mine);
        (await stack.UpdateAsync(Shop.New(), Other)).ShouldFail("belongs to the resource Theirs");

        (await stack.RollBackAsync(Shop.Old(), Other, Mine)).Reason.ShouldBeNull();

        stack.Log.Text.ShouldNotContain("did not revert");
        (await database.ValueAsync("SELECT logical_id FROM lockstep.owner WHERE schema = 'other'")).ShouldBe("Theirs");
    }

    // Its sessions have the pooler's numbers, not the server's.
    [Fact]
    public async Task IsTakenBackThroughAPoolerThatKeepsSessionsApart()
    {
        await using var pooler = await PgBouncer.StartAsync(postgres.Server, "session");
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(pooler.Through(database.ConnectionString));
        await stack.CreateAsync(Shop.Old(), Mine);
        var before = await database.CatalogueAsync();
        await stack.UpdateAsync(Shop.New(), Other);

        var back = await stack.RollBackAsync(Shop.Old(), Other, Mine);

        back.Reason.ShouldBeNull();
        back["DatabaseVersion"].ShouldBe("2");
        (await database.CatalogueAsync()).ShouldBe(before);
    }

    static JsonObject In(TestDatabase database, int revision) => TestStack.Revision(
        revision, ("Database", new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!));
}
