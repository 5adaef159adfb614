using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Deleting;

/// <summary>CloudFormation deletes what could not be created; what had no time to undo itself is undone then.</summary>
public sealed class ADeleteOfACreateThatFailed(SharedPostgres postgres)
{
    // The first is committed before the second, which never ends.
    static readonly Image TooSlow = Image.With(
        ("1_a.sql", "CREATE TABLE a ()"), ("1_a.down.sql", "DROP TABLE a"),
        ("2_b.sql", "-- lockstep: no-transaction\nSELECT pg_sleep(60)"), ("2_b.down.sql", "SELECT 1"));

    static readonly Image Quick = TooSlow.And(("2_b.sql", "-- lockstep: no-transaction\nSELECT 1"));

    [Theory]
    [InlineData("Retain")]
    [InlineData("Revert")]
    public async Task TakesBackWhatItHadNoTimeToUndo(string onDelete)
    {
        var (database, stack, failed) = await FailedAsync(TooSlow, ("OnDelete", onDelete));
        using var _ = stack;
        failed.Reason!.ShouldEndWith("There was no time left to undo 2_b.sql, 1_a.sql: the Delete that follows takes that back.");
        failed.PhysicalResourceId.ShouldStartWith("lockstep:unknown/");
        (await database.TablesAsync()).ShouldNotBeEmpty();

        var answer = await stack.DeleteAsync(TooSlow);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
    }

    // The owner on record was the stack before it, until a Create comes to its end: there was "no Create to take back".
    [Fact]
    public async Task TakesBackWhatItHadNoTimeToUndoAlsoInASchemaThatAnotherStackHasLeft()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var former = new TestStack(database.ConnectionString);
        (await former.CreateAsync(Image.With(("1_a.sql", "CREATE TABLE former ()")), TestStack.Revision(1))).ShouldSucceed();
        (await former.DeleteAsync(Shop.Old())).ShouldSucceed();
        var before = await database.TablesAsync();
        using var stack = new TestStack(database.ConnectionString) { Clock = new LeapingClock() };
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE former ()"), ("2_b.sql", "CREATE TABLE b ()"), ("2_b.down.sql", "DROP TABLE b"),
            ("3_c.sql", "-- lockstep: no-transaction\nSELECT pg_sleep(30)"));
        var create = stack.CreateAsync(image, TestStack.Revision(1));
        await database.UntilAsync("SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'");
        stack.EndWork();
        (await create).PhysicalResourceId.ShouldStartWith("lockstep:unknown/");
        (await database.TablesAsync()).ShouldNotBe(before);

        var answer = await stack.DeleteAsync(image);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task TakesItBackHoweverMuchLaterItComes()
    {
        var (database, stack, _) = await FailedAsync(TooSlow);
        using var _ = stack;
        await database.ExecuteAsync("UPDATE lockstep.deployment SET started_at = started_at - interval '25 hours'");

        (await stack.DeleteAsync(TooSlow)).ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // With rollback disabled the next operation creates again, and what is deleted when is CloudFormation's affair.
    [Fact]
    public async Task LeavesWhatALaterCreateHasMade()
    {
        var (database, stack, failed) = await FailedAsync(TooSlow);
        using var _ = stack;
        (await stack.CreateAsync(Quick, TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.DeleteAsync(Quick, physicalId: failed.PhysicalResourceId);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("there is no Create to take back. Nothing was touched.");
        (await database.TablesAsync()).ShouldNotBeEmpty();
    }

    // It died, nobody had got an answer, and the resource came back under another name. Its database was dropped under that one.
    [Theory]
    [InlineData("Revert", true)]
    [InlineData("DropDatabase", true)]
    [InlineData("DropDatabase", false)]
    public async Task LeavesWhatSomebodyElseHasTakenOverSince(string onDelete, bool isOfTheStack)
    {
        var database = Ephemeral();
        using var stack = new TestStack(database.ConnectionString);
        var properties = TestStack.Revision(1, ("CreateDatabase", "true"), ("OnDelete", onDelete));
        await DieAsync(database, stack, stack.Event("Create", properties, requestId: "died"));
        using var next = new TestStack(database.ConnectionString)
        {
            StackId = isOfTheStack ? stack.StackId : $"{stack.StackId}-again",
            LogicalId = "Next",
        };
        (await next.CreateAsync(Quick, TestStack.Revision(1, ("TakeOver", "true")))).ShouldSucceed();
        var before = await database.TablesAsync();

        var answer = await stack.DeleteAsync(Quick, properties, "lockstep:unknown/died");

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("there is no Create to take back. Nothing was touched.");
        (await database.TablesAsync()).ShouldBe(before);
    }

    // The database is of an earlier life of the resource, of which nothing is left; the schema belongs to another stack.
    [Fact]
    public async Task LeavesTheDatabaseToWhoeverHadASchemaInItBefore()
    {
        var database = Ephemeral();
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("CreateDatabase", "true"), ("OnDelete", "Revert")));
        (await stack.DeleteAsync(Shop.Old())).ShouldSucceed();
        using var other = new TestStack(database.ConnectionString);
        (await other.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        var before = await database.TablesAsync();
        var properties = TestStack.Revision(2, ("CreateDatabase", "true"), ("OnDelete", "DropDatabase"));
        await DieAsync(database, stack, stack.Event("Create", properties, requestId: "died"), Shop.Old().And(
            ("3_b.sql", "-- lockstep: no-transaction\nSELECT pg_sleep(60)"), ("3_b.down.sql", "SELECT 1")));

        (await stack.DeleteAsync(Quick, properties, "lockstep:unknown/died")).ShouldSucceed();

        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task IsAnsweredSuccessThoughItHasNoTimeEither()
    {
        var slowDown = TooSlow.And(("1_a.down.sql", "SELECT pg_sleep(60)"));
        var (database, stack, _) = await FailedAsync(slowDown);
        using var __ = stack;

        var (answer, _) = await database.EndEachSleepAsync(
            stack, stack.RunAllAsync(slowDown, stack.Event("Delete", stack.Properties)));

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason!.ShouldStartWith("The Create could not be taken back. ");
        answer.Reason.ShouldEndWith("What it had committed, if anything, stays, and the next Create goes on from there.");
        (await database.TablesAsync()).ShouldNotBeEmpty();
        using var next = new TestStack(database.ConnectionString) { StackId = stack.StackId, Clock = stack.Clock };
        (await next.CreateAsync(Quick, TestStack.Revision(3))).ShouldSucceed();
    }

    // The link says nothing from each of some messages on: nobody knows what the Create has done when its time is over.
    [Theory]
    [InlineData("SELECT")]
    [InlineData("CREATE TABLE")]
    [InlineData("COMMIT", 1)]
    [InlineData("COMMIT", 2)]
    [InlineData("COMMIT", 3)]
    public async Task TakesBackWhatTheDatabaseDidNotTell(string last, int nth = 1)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var before = await database.TablesAsync();
        await using var link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        var clock = new LeapingClock();
        using var stack = new TestStack(link.Through(database.ConnectionString)) { Clock = clock, CanInvoke = true };
        var left = nth;
        var cut = link.CutBefore(
            message => message is { Name: "CommandComplete", Text: { } text } && text.StartsWith(last, StringComparison.Ordinal)
                && --left == 0,
            CutStyle.BlackHole);

        var create = stack.CreateAsync(Quick, TestStack.Revision(1));
        await Task.WhenAny(cut.Happened, create);
        stack.EndCleanUp();
        var failed = await create;
        failed.Status.ShouldBe("FAILED");
        failed.PhysicalResourceId.ShouldStartWith("lockstep:unknown/");
        link.Heal();
        clock.Go();
        (await stack.RunAllAsync(Quick, stack.Event("Delete", stack.Properties))).Answer.ShouldNotBeNull().ShouldSucceed();

        (await database.TablesAsync()).ShouldBe(before);
    }

    // A duplicate that reached the database did the work; its answer came second, and CloudFormation has given up the resource.
    [Fact]
    public async Task TakesBackWhatAnotherDeliveryOfItHasMade()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var silent = new TestStack(link.Through(database.ConnectionString)) { Clock = new LeapingClock(), CanInvoke = true };
        using var stack = new TestStack(database.ConnectionString) { StackId = silent.StackId };
        var create = stack.Event("Create", TestStack.Revision(1));
        var cut = link.CutBefore(message => message is { Name: "CommandComplete", Text: "COMMIT" }, CutStyle.BlackHole);
        var first = silent.SendAsync(Quick, create.DeepClone().AsObject());
        await cut.Happened;

        (await stack.SendAsync(Quick, create)).ShouldSucceed();
        silent.EndCleanUp();
        var failed = await first;
        (await stack.DeleteAsync(Quick, TestStack.Revision(1), failed.PhysicalResourceId)).ShouldSucceed();

        failed.Status.ShouldBe("FAILED");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // All its runs died before they came to the database; the watchdog answered for them, and Lambda delivers the event once more.
    [Fact]
    public async Task KeepsItFromRunningWhereNothingWasOnRecordYet()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var create = stack.Event(
            "Create", TestStack.Revision(1), requestId: "died", signedAt: TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(4));

        var answer = await stack.DeleteAsync(Quick, TestStack.Revision(1), "lockstep:unknown/died");

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("there is no Create to take back. Nothing was touched.");
        (await stack.DeliverAsync(Quick, create)).ShouldBeNull();
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // A resource that was let go of with Retain, and is added again: its first Create is long over.
    [Fact]
    public async Task OfAnEarlierLifeOfTheResourceTouchesNothing()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Quick, TestStack.Revision(1))).ShouldSucceed();
        await database.ExecuteAsync("UPDATE lockstep.deployment SET started_at = started_at - interval '25 hours'");

        var answer = await stack.DeleteAsync(Quick, physicalId: "shop-Migration-1A2B3C");

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("there is no Create to take back. Nothing was touched.");
        (await database.TablesAsync()).ShouldNotBeEmpty();
    }

    // An empty schema stayed, and another resource was refused it, because the run that failed was not the one that had made it.
    [Fact]
    public async Task IsNotNeededWhereALaterRunOfTheCreateFails()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var hurried = ShortRuns.Of(postgres, database);
        var stack = hurried.Stack;
        hurried.EndAfter("CREATE SEQUENCE", 1);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a ()"), ("1_a.down.sql", "DROP TABLE a"),
            ("2_b.sql", "CREATE SEQUENCE b"), ("2_b.down.sql", "DROP SEQUENCE b"),
            ("3_c.sql", "SELECT 1"), ("3_c.down.sql", "SELECT 1"), ("4_d.sql", "SELECT 1 / 0"));

        var (answer, runs) = await stack.RunAllAsync(
            image, stack.Event("Create", TestStack.Revision(1, ("Schema", "mine"), ("Transaction", "Script"))));

        runs.ShouldBe(2);
        answer.ShouldNotBeNull().ShouldFail("What had been committed by then is undone.");
        answer.PhysicalResourceId.ShouldBe("lockstep:never-created");
        (await database.ValueAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 'mine'")).ShouldBe("0");
        (await database.ValueAsync("SELECT count(*) FROM lockstep.owner")).ShouldBe("0");
    }

    // It is not there yet.
    TestDatabase Ephemeral() => new(new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
    {
        Database = $"ephemeral-{Guid.NewGuid():N}",
    }.ConnectionString);

    // In the middle of the script that sleeps.
    async Task DieAsync(TestDatabase database, TestStack stack, JsonObject create, Image? image = null)
    {
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await using var run = MortalRun.Of(postgres, database, stack.StackId);
        run.Begin(image ?? TooSlow, create);
        await new TestDatabase(postgres.Server.SuperuserConnectionString).UntilAsync(
            $"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{name}' AND wait_event = 'PgSleep'");
        await run.DieAsync();
    }

    async Task<(TestDatabase Database, TestStack Stack, Answer Failed)> FailedAsync(
        Image image, params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString) { Clock = new LeapingClock(), CanInvoke = true };
        var create = stack.CreateAsync(image, TestStack.Revision(1, properties));
        await database.UntilItSleepsAsync();
        stack.EndWork();
        var failed = await create;
        failed.Status.ShouldBe("FAILED");
        return (database, stack, failed);
    }
}
