using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>One statement, repeated until it affects no row; each run of it commits by itself.</summary>
public sealed class ABackfillInBatches(SharedPostgres postgres)
{
    const string Hundred =
        "-- lockstep: batches\nUPDATE items SET filled = true WHERE id IN (SELECT id FROM items WHERE NOT filled LIMIT 100)";

    const string Three =
        "-- lockstep: batches\nUPDATE items SET filled = true WHERE id IN (SELECT id FROM items WHERE NOT filled LIMIT 3)";

    static readonly Image Items = Image.With(
        ("1_items.sql", "CREATE TABLE items (id int PRIMARY KEY, filled bool NOT NULL DEFAULT false); "
            + "INSERT INTO items SELECT generate_series(1, 1000)"),
        ("1_items.down.sql", "DROP TABLE items"));

    // What is left of it is too little for one.
    static readonly (string, string) NoOtherRun = ("ServiceTimeout", "70");

    [Theory]
    [InlineData("Batch")]
    [InlineData("Script")]
    public async Task CommitsEachOfThem(string mode)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(
            Items.And(("2_fill.sql", Hundred), ("3_more.sql", "CREATE TABLE more ()")),
            TestStack.Revision(1, ("Transaction", mode)));

        answer.ShouldSucceed();
        (await database.JournalAsync()).ShouldBe(["1_items.sql|applied", "2_fill.sql|applied", "3_more.sql|applied"]);
        (await database.ValueAsync("SELECT count(DISTINCT xmin::text), count(*) FROM items WHERE filled")).ShouldBe("10|1000");
        (await database.ValueAsync(
            "SELECT bool_and(i.xmin::text::xid8 = ANY (j.xids)) FROM items i, lockstep.journal j WHERE j.name = '2_fill.sql'"))
            .ShouldBe("True");
        stack.Log.Text.ShouldContain("2_fill.sql is done: 10 batches, 1000 rows");
    }

    [Theory]
    [InlineData(CutStyle.Reset)]
    [InlineData(CutStyle.Close)]
    public async Task GoesOnWhenTheLinkBreaks(CutStyle style)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var proxy = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        await stack.CreateAsync(Items, TestStack.Revision(1));
        var updates = 0;
        var cut = proxy.CutBefore(
            message => message is { Name: "CommandComplete", Text: "UPDATE 100" } && Interlocked.Increment(ref updates) == 5,
            style);

        (await stack.UpdateAsync(Items.And(("2_fill.sql", Hundred)), TestStack.Revision(2))).ShouldSucceed();

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        (await database.ValueAsync("SELECT count(*) FROM items WHERE NOT filled")).ShouldBe("0");
    }

    [Fact]
    public async Task StopsInTimeAndSaysHowFarItCame()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var hurried = ShortRuns.Of(postgres, database);
        var stack = hurried.Stack;
        await stack.CreateAsync(Items, TestStack.Revision(1));
        hurried.EndAfter("UPDATE 3", 10);

        var answer = await stack.UpdateAsync(Items.And(("2_fill.sql", Three)), TestStack.Revision(2, NoOtherRun));

        answer.ShouldFail("2_fill.sql: 10 batches with 30 rows were committed when the function's time was over.");
        answer.Reason!.ShouldContain("the next deployment goes on from there");
        (await database.ValueAsync("SELECT count(*) FROM items WHERE filled")).ShouldBe("30");

        (await stack.UpdateAsync(Items.And(("2_fill.sql", Hundred)), TestStack.Revision(3))).ShouldSucceed();
        (await database.ValueAsync("SELECT count(*) FROM items WHERE NOT filled")).ShouldBe("0");
        (await database.ValueAsync(
            "SELECT bool_and(i.xmin::text::xid8 = ANY (j.xids)) FROM items i, lockstep.journal j "
                + "WHERE j.name = '2_fill.sql' AND j.state = 'applied'"))
            .ShouldBe("True");
    }

    [Fact]
    public async Task ThatNeverEndsIsEndedByTheTime()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var hurried = ShortRuns.Of(postgres, database);
        var stack = hurried.Stack;
        await stack.CreateAsync(Items, TestStack.Revision(1));
        hurried.EndAfter("UPDATE 9", 20);

        var answer = await stack.UpdateAsync(
            Items.And(("2_fill.sql", "-- lockstep: batches\nUPDATE items SET filled = true WHERE id < 10")),
            TestStack.Revision(2, NoOtherRun));

        answer.ShouldFail("2_fill.sql: 20 batches with 180 rows were committed when the function's time was over");
    }

    [Fact]
    public async Task IsTakenBackByItsDown()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Items, TestStack.Revision(1));
        await stack.UpdateAsync(
            Items.And(("2_fill.sql", Hundred), ("2_fill.down.sql", Hundred.Replace("true", "false", StringComparison.Ordinal)
                .Replace("NOT filled", "filled", StringComparison.Ordinal))),
            TestStack.Revision(2));

        var answer = await stack.RollBackAsync(Items, TestStack.Revision(2), TestStack.Revision(1));

        answer.Reason.ShouldBeNull();
        (await database.ValueAsync("SELECT count(*) FROM items WHERE filled")).ShouldBe("0");
        (await database.JournalAsync()).ShouldBe(["1_items.sql|applied", "2_fill.sql|reverted"]);
    }

    [Fact]
    public async Task ThatFailsIsUndoneWithTheRest()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Items, TestStack.Revision(1));
        const string Failing = "-- lockstep: batches\nUPDATE items SET filled = (1 / (id - 250)) IS NOT NULL "
            + "WHERE id IN (SELECT id FROM items WHERE NOT filled ORDER BY id LIMIT 100)";

        var answer = await stack.UpdateAsync(
            Items.And(("2_fill.sql", Failing), ("2_fill.down.sql", "UPDATE items SET filled = false")), TestStack.Revision(2));

        answer.ShouldFail("2_fill.sql:2:1: 22012 division by zero. What had been committed by then is undone.");
        (await database.ValueAsync("SELECT count(*) FROM items WHERE filled")).ShouldBe("0");
    }

    [Fact]
    public async Task WaitsForARowThatSomebodyElseHolds()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Items, TestStack.Revision(1));
        var holder = await database.SessionAsync("BEGIN; UPDATE items SET id = id WHERE id = 500");

        var update = stack.UpdateAsync(
            Items.And(("2_fill.sql", Hundred)), TestStack.Revision(2, ("LockTimeout", "200ms")));
        await stack.Log.UntilItSaysAsync("is run again after attempt 1", update);
        await holder.DisposeAsync();
        (await update).ShouldSucceed();
        (await database.ValueAsync("SELECT count(*) FROM items WHERE NOT filled")).ShouldBe("0");
    }
}
