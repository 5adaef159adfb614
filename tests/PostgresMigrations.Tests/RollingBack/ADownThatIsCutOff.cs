using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Operating;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>
/// The time is over in the middle of a down without a transaction, a statement of it fails, or its run dies and nobody delivers
/// the request again: what it takes back is neither there nor gone.
/// </summary>
public sealed class ADownThatIsCutOff(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const string Reader = "BEGIN; SELECT FROM items";
    const string Builder = "BEGIN; LOCK TABLE items IN SHARE UPDATE EXCLUSIVE MODE";
    const string Indexes = "SELECT relname, indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid "
        + "WHERE relnamespace = 'public'::regnamespace ORDER BY relname";

    const string IsWaiting = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
        + "AND query LIKE 'DROP INDEX%' AND wait_event_type = 'Lock')";

    static readonly Image Items = Image.With(
        ("1_items.sql", "CREATE TABLE items (x int)"), ("1_items.down.sql", "DROP TABLE items"));

    static readonly Image Indexed = Items.And(
        ("2_i.sql", $"{Alone}CREATE INDEX CONCURRENTLY i ON items (x)"), ("2_i.down.sql", $"{Alone}DROP INDEX CONCURRENTLY i"));

    static readonly Image IndexedTwice = Items.And(
        ("2_i.sql", $"{Alone}CREATE INDEX CONCURRENTLY i ON items (x);\nCREATE INDEX CONCURRENTLY j ON items ((x + 1))"),
        ("2_i.down.sql", $"{Alone}DROP INDEX CONCURRENTLY j;\nDROP INDEX CONCURRENTLY i"));

    // The second statement of its down fails, the second time of that of Until not, when there are items.
    static readonly Image Stuck = Indexed.And(("2_i.down.sql", $"{Alone}DROP INDEX CONCURRENTLY i;\nSELECT 1/0"));
    static readonly Image Until = Indexed.And(
        ("2_i.down.sql", $"{Alone}DROP INDEX CONCURRENTLY i;\nSELECT 1/(SELECT count(*) FROM items)"));

    readonly LeapingClock _clock = new();

    [Fact]
    public async Task IsRunAgainByTheNextDeployment()
    {
        var (database, stack) = await CreatedAsync(Items);
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(Indexed, TestStack.Revision(2))).ShouldSucceed();

        var answer = await CutOffAsync(
            database, Reader, () => stack.RollBackAsync(Items, TestStack.Revision(2), TestStack.Revision(1)));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("It left index public.i INVALID: no query uses it until it is built again.");
        answer.Reason!.ShouldContain("Half reverted: 2_i.sql. The next deployment that has it runs it again.");
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|running");
        (await stack.UpdateAsync(Indexed, TestStack.Revision(3))).ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
        (await stack.RollBackAsync(Items, TestStack.Revision(3), TestStack.Revision(1))).Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync()).Skip(1).ShouldAllBe(row => row == "2_i.sql|reverted");
    }

    // The next deployment fails at the first statement, whose table was there: it had done nothing, and the script was on record
    // as reverted.
    [Fact]
    public async Task IsTakenBackWholeWhereItsScriptCannotBeRepeated()
    {
        var image = Items.And(
            ("2_i.sql", $"{Alone}CREATE TABLE n (x int);\nCREATE INDEX CONCURRENTLY i ON items (x)"),
            ("2_i.down.sql", $"{Alone}DROP INDEX CONCURRENTLY i;\nDROP TABLE n"));
        var (database, stack) = await CreatedAsync(Items);
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        (await CutOffAsync(database, Reader, () => stack.RollBackAsync(Items, TestStack.Revision(2), TestStack.Revision(1))))
            .Reason!.ShouldContain("Half reverted: 2_i.sql.");

        (await stack.UpdateAsync(image, TestStack.Revision(3))).ShouldFail("What had been committed by then is undone.");

        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync()).Skip(1).ShouldAllBe(row => row == "2_i.sql|reverted");
        (await stack.RollBackAsync(Items, TestStack.Revision(3), TestStack.Revision(1))).Reason.ShouldBeNull();
    }

    [Fact]
    public async Task IsMadeGoodByTheRollbackOfTheOrderThatItWasFor()
    {
        var (database, stack) = await CreatedAsync(Indexed);
        var order = TestStack.Revision(2, ("TargetVersion", "1"));
        (await CutOffAsync(database, Reader, () => stack.UpdateAsync(Indexed, order)))
            .ShouldFail("It left index public.i INVALID");
        (await database.RowsAsync(Indexes)).ShouldBe(["i|False"]);

        await TakeBackAsync(order, database, stack);
    }

    [Fact]
    public async Task IsFinishedByTheNextDelete()
    {
        var (database, stack) = await CreatedAsync(IndexedTwice, ("OnDelete", "Revert"));
        (await CutOffAsync(database, Reader, () => stack.DeleteAsync(IndexedTwice))).Status.ShouldBe("FAILED");
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True", "j|False"]);
        await database.ExecuteAsync("DROP INDEX j");

        (await stack.DeleteAsync(IndexedTwice)).ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsKeptWhereNothingHadComeOfIt()
    {
        var (database, stack) = await CreatedAsync(Items);
        (await stack.UpdateAsync(Indexed, TestStack.Revision(2))).ShouldSucceed();

        var answer = await CutOffAsync(
            database, Builder, () => stack.RollBackAsync(Items, TestStack.Revision(2), TestStack.Revision(1)));

        answer.ShouldSucceed();
        answer.Reason!.ShouldNotContain("Half");
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|kept");
        (await stack.UpdateAsync(Indexed, TestStack.Revision(3))).ShouldSucceed();
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
    }

    [Fact]
    public async Task IsFinishedByTheRollbackThatFollowsOneThatDied()
    {
        var (database, stack) = await CreatedAsync(Items);
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(IndexedTwice, TestStack.Revision(2))).ShouldSucceed();
        await DieAsync(database, stack, Items, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));
        await database.ExecuteAsync("DROP INDEX j");

        var answer = await stack.RollBackAsync(Items, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|reverted");
    }

    [Fact]
    public async Task IsRunAgainByTheDeploymentThatFollowsARollbackThatDied()
    {
        var (database, stack) = await CreatedAsync(Items);
        (await stack.UpdateAsync(Indexed, TestStack.Revision(2))).ShouldSucceed();
        await DieAsync(database, stack, Items, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));

        (await stack.UpdateAsync(Indexed, TestStack.Revision(3))).ShouldSucceed();

        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
        (await stack.UpdateAsync(Indexed, TestStack.Revision(4))).ShouldSucceed();
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
    }

    [Fact]
    public async Task IsMadeGoodByTheRollbackOfAnOrderThatDied()
    {
        var (database, stack) = await CreatedAsync(Indexed);
        var order = TestStack.Revision(2, ("TargetVersion", "1"));
        await DieAsync(database, stack, Indexed, stack.Event("Update", order, TestStack.Revision(1)));
        (await database.RowsAsync(Indexes)).ShouldBe(["i|False"]);

        await TakeBackAsync(order, database, stack);
    }

    [Fact]
    public async Task IsFinishedByTheDeleteThatFollowsOneThatDied()
    {
        var (database, stack) = await CreatedAsync(IndexedTwice, ("OnDelete", "Revert"));
        await DieAsync(database, stack, IndexedTwice, stack.Event("Delete", stack.Properties));

        (await stack.DeleteAsync(IndexedTwice)).ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // The next deployment went on behind two indexes, and the down had begun to drop one of them.
    [Fact]
    public async Task IsNotGoneOnFromByTheUpThatHadStoppedBefore()
    {
        var (database, stack) = await CreatedAsync(Items);
        var order = TestStack.Revision(2, ("Transaction", "Script"));
        var up = $"{Alone}CREATE INDEX CONCURRENTLY i ON items (x);\nCREATE INDEX CONCURRENTLY j ON items ((x + 1));\nSELECT 1/0";
        (await stack.UpdateAsync(IndexedTwice.And(("2_i.sql", up)), order)).ShouldFail("22012");
        (await CutOffAsync(database, Reader, () => stack.RollBackAsync(Items, order, TestStack.Revision(1)))).ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True", "j|False"]);

        (await stack.UpdateAsync(IndexedTwice, TestStack.Revision(3))).ShouldFail("What had been committed by then is undone.");

        (await stack.UpdateAsync(IndexedTwice, TestStack.Revision(4))).ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True", "j|True"]);
    }

    [Fact]
    public async Task IsRunAgainWhereADeploymentCouldNotUndoItself()
    {
        var (database, stack) = await CreatedAsync(Items);
        (await stack.UpdateAsync(Stuck.And(("3_bad.sql", "SELECT 1/0")), TestStack.Revision(2)))
            .ShouldFail("and not undone: 2_i.sql");
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|running");
        (await stack.RollBackAsync(Items, TestStack.Revision(2), TestStack.Revision(1))).ShouldSucceed();

        (await stack.UpdateAsync(Stuck, TestStack.Revision(3))).ShouldSucceed();

        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
    }

    // What had been taken back before it was run again, and is kept: the script came before that, and was refused for it.
    [Fact]
    public async Task IsRunAgainByTheNextDeploymentAlsoBelowWhatIsKept()
    {
        var (database, stack) = await CreatedAsync(Items);
        var image = Stuck.And(("3_t.sql", "CREATE TABLE t ()"), ("3_t.down.sql", "DROP TABLE t"));
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        (await stack.RollBackAsync(Items, TestStack.Revision(2), TestStack.Revision(1)))
            .Reason!.ShouldContain("Half reverted: 2_i.sql. The next deployment that has it runs it again.");
        (await database.TablesAsync()).ShouldContain("t()", StringComparer.Ordinal);

        (await stack.UpdateAsync(image, TestStack.Revision(3))).ShouldSucceed();

        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        (await database.RowsAsync("SELECT DISTINCT name, state FROM lockstep.journal WHERE state <> 'reverted' ORDER BY 1"))
            .ShouldBe(["1_items.sql|applied", "2_i.sql|applied", "3_t.sql|applied"]);
    }

    // The deployment that would come writes it down first; a plan and a status only look.
    [Fact]
    public async Task IsWhatAnOperatorIsToldWhereARollbackDied()
    {
        var (database, stack) = await CreatedAsync(Items);
        (await stack.UpdateAsync(Indexed, TestStack.Revision(2))).ShouldSucceed();
        await DieAsync(database, stack, Items, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));
        var asking = new Operator(stack, database.ConnectionString);

        var plan = await asking.PlanAsync(Indexed);

        Names(plan, "RunAgain").ShouldBe(["2_i.sql"]);
        plan.GetProperty("Segments").GetArrayLength().ShouldBe(1);
        (await asking.PlanAsync(Items)).GetProperty("Refusals")[0].GetString()!
            .ShouldStartWith("2_i.sql was begun and did not end, and is not in this image");
        Names(await asking.StatusAsync(Indexed), "Unfinished").ShouldBe(["2_i.sql"]);
        Names(await asking.AskAsync(
            Indexed, "plan", null, ("StackId", stack.StackId), ("LogicalResourceId", stack.LogicalId)), "RunAgain")
            .ShouldBe(["2_i.sql"]);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
    }

    // It may yet come to its end.
    [Fact]
    public async Task IsNoMatterForAnOperatorWhileItIsAtWork()
    {
        var (database, stack) = await CreatedAsync(Items);
        (await stack.UpdateAsync(Indexed, TestStack.Revision(2))).ShouldSucceed();
        await using var somebody = await database.SessionAsync(Reader);
        var rollback = stack.RollBackAsync(Items, TestStack.Revision(2), TestStack.Revision(1));
        await database.UntilAsync(IsWaiting);

        Names(await new Operator(stack, database.ConnectionString).PlanAsync(Indexed), "RunAgain").ShouldBeEmpty();

        await TestDatabase.ExecuteAsync(somebody, "COMMIT");
        (await rollback).ShouldSucceed();
    }

    [Fact]
    public async Task IsRunFromItsStartWhereTheDeploymentThatUndoesItselfComesAgain()
    {
        var (database, stack) = await CreatedAsync(Items);
        var before = await database.TablesAsync();
        var image = Until.And(("3_bad.sql", "SELECT 1/0"));
        var update = stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1));
        (await stack.SendAsync(image, update)).ShouldFail("and not undone: 2_i.sql");
        await database.ExecuteAsync("INSERT INTO items VALUES (1)");

        (await stack.SendAsync(image, update)).ShouldFail("What had been committed by then is undone.");

        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task IsRunFromItsStartWhereTheOrderThatRanTheScriptAgainComesAgain()
    {
        var (database, stack) = await CreatedAsync(Until);
        var order = stack.Event("Update", TestStack.Revision(2, ("TargetVersion", "1")), TestStack.Revision(1));
        (await stack.SendAsync(Until, order)).ShouldFail("What had been committed by then is undone.");
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        await database.ExecuteAsync("INSERT INTO items VALUES (1)");

        (await stack.SendAsync(Until, order)).ShouldSucceed();

        (await database.RowsAsync(Indexes)).ShouldBeEmpty();
    }

    // It was done, as the journal said, and the index stayed.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IsFinishedByTheOrderThatItWasForWhenThatComesAgain(bool isTheSameRequest)
    {
        var (database, stack) = await CreatedAsync(Indexed);
        var order = TestStack.Revision(2, ("TargetVersion", "1"));
        var first = stack.Event("Update", order, TestStack.Revision(1));
        (await CutOffAsync(database, Reader, () => stack.SendAsync(Indexed, first))).ShouldFail("It left index public.i INVALID");
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|running");

        (await stack.SendAsync(Indexed, isTheSameRequest ? first : stack.Event("Update", order, TestStack.Revision(1))))
            .ShouldSucceed();

        (await database.RowsAsync(Indexes)).ShouldBeEmpty();
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|reverted");
        await TakeBackAsync(order, database, stack);
    }

    // Another deployment had run it again: before the order it was there, and is so behind the rollback.
    [Fact]
    public async Task IsMadeGoodByTheRollbackOfAnOrderAndOfADeploymentThatFailedBehindIt()
    {
        var (database, stack) = await CreatedAsync(Indexed);
        var order = TestStack.Revision(2, ("TargetVersion", "1"));
        (await CutOffAsync(database, Reader, () => stack.UpdateAsync(Indexed, order))).Status.ShouldBe("FAILED");
        var next = TestStack.Revision(3, ("Transaction", "Script"));
        (await stack.UpdateAsync(Indexed.And(("3_bad.sql", "SELECT 1/0")), next)).ShouldFail("22012");
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);

        await TakeBackAsync(next, database, stack);
    }

    // A run of it died: what it gave up to run it again is not what it was ordered to revert.
    [Fact]
    public async Task IsNotRevertedByTheDeploymentThatRunsItAgain()
    {
        var (database, stack) = await CreatedAsync(Indexed);
        var order = TestStack.Revision(2, ("TargetVersion", "1"));
        (await CutOffAsync(database, Reader, () => stack.UpdateAsync(Indexed, order))).Status.ShouldBe("FAILED");
        var next = stack.Event("Update", TestStack.Revision(3), TestStack.Revision(1));
        await DieAsync(database, stack, Indexed, next);

        var answer = await stack.SendAsync(Indexed, next);

        answer.ShouldSucceed();
        answer["RevertedCount"].ShouldBe("0");
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        await TakeBackAsync(TestStack.Revision(3), database, stack);
    }

    // What failed behind the order could not be taken back, and so the rollback did not come to it. As reverted it would be
    // nobody's any more: an image without it passed, and the INVALID index stayed.
    [Fact]
    public async Task IsOnRecordAsBegunWhereTheRollbackOfTheOrderDoesNotComeToIt()
    {
        var (database, stack) = await CreatedAsync(Indexed);
        var order = TestStack.Revision(2, ("TargetVersion", "1"));
        (await CutOffAsync(database, Reader, () => stack.UpdateAsync(Indexed, order))).Status.ShouldBe("FAILED");
        var without = Items.And(("3_x.sql", "CREATE TABLE x ()"), ("3_x.down.sql", "SELECT 1/0"));
        var next = TestStack.Revision(3, ("Transaction", "Script"));
        next["Accept"] = new JsonArray("2");
        (await stack.UpdateAsync(without.And(("4_bad.sql", "SELECT 1/0")), next)).ShouldFail("22012");

        var answer = await stack.RollBackAsync(Indexed, next, TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("22012");
        (await database.JournalAsync()).ShouldBe(["1_items.sql|applied", "2_i.sql|running", "3_x.sql|kept"]);
        (await stack.UpdateAsync(without, TestStack.Revision(4)))
            .ShouldFail("2_i.sql was begun and did not end, and is not in this image");
        var again = TestStack.Revision(5, ("AllowOutOfOrder", "true"));
        (await stack.UpdateAsync(Indexed.And(("3_x.sql", "CREATE TABLE x ()")), again)).ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
    }

    // The stack goes, and with it whoever would have asked for it once more; the same scripts come with another one.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IsRunAgainByTheStackThatFollowsOneWhoseCreateWasTakenBack(bool isCutOff)
    {
        const string MadeUp = "shop-Migration-1A2B3C";
        var image = isCutOff ? Indexed : Stuck;
        var (database, stack) = await CreatedAsync(image);
        var answer = isCutOff
            ? await CutOffAsync(database, Reader, () => stack.DeleteAsync(image, physicalId: MadeUp))
            : await stack.DeleteAsync(image, physicalId: MadeUp);
        answer.ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldNotContain(row => row == "i|True");

        using var next = new TestStack(database.ConnectionString) { Clock = _clock };
        (await next.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();

        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
    }

    static IEnumerable<string?> Names(JsonElement document, string member) =>
        document.GetProperty(member).EnumerateArray().Select(one => one.GetProperty("Name").GetString());

    static async Task TakeBackAsync(JsonObject order, TestDatabase database, TestStack stack)
    {
        var answer = await stack.RollBackAsync(Indexed, order, TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
    }

    // A statement of it waits for somebody when the run dies.
    async Task DieAsync(TestDatabase database, TestStack stack, Image image, JsonObject request)
    {
        await using var run = MortalRun.Of(postgres, database, stack.StackId);
        await using (await database.SessionAsync(Reader))
        {
            run.Begin(image, request);
            await database.UntilAsync(IsWaiting);
            await run.DieAsync();
        }
    }

    // The statement waits for somebody, and then all the time there is to work has passed.
    async Task<Answer> CutOffAsync(TestDatabase database, string blocker, Func<Task<Answer>> actAsync)
    {
        await using var somebody = await database.SessionAsync(blocker);
        var answer = actAsync();
        await database.UntilAsync(IsWaiting);
        _clock.Leap(TestStack.AllWork);
        return await answer;
    }

    async Task<(TestDatabase Database, TestStack Stack)> CreatedAsync(Image image, params IEnumerable<(string, string)> properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString) { Clock = _clock };
        (await stack.CreateAsync(image, TestStack.Revision(1, properties))).ShouldSucceed();
        return (database, stack);
    }
}
