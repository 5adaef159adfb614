using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Continuing;

/// <summary>A rollback goes on like a deployment, and stops the deployment that is still under way.</summary>
public sealed class ARollbackOverSeveralRuns(SharedPostgres postgres)
{
    static readonly (string, string) Script = ("Transaction", "Script");

    static readonly Image Start = Image.With(
        ("1_log.sql", "CREATE TABLE log (id int, filled bool NOT NULL DEFAULT false)"), ("1_log.down.sql", "DROP TABLE log"));

    const string OneDown = "DROP TABLE";
    const string OneBatch = "UPDATE 3";
    const string OneUp = "COMMENT";

    static readonly Image Downs = WithDowns(12);

    static readonly Image Batches = Start.And(
        ("2_fill.sql", "INSERT INTO log SELECT generate_series(1, 30)"), ("2_fill.down.sql", "SELECT 1"),
        ("3_mark.sql", "UPDATE log SET filled = true"),
        ("3_mark.down.sql", "-- lockstep: batches\nUPDATE log SET filled = false "
            + "WHERE id IN (SELECT id FROM log WHERE filled ORDER BY id LIMIT 3)"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RevertsEverythingAndIsAnsweredOnce(bool inBatches)
    {
        var image = inBatches ? Batches : Downs;
        var (database, hurried, before) = await StartAsync();
        await using var _ = hurried;
        var stack = hurried.Stack;
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        hurried.EndAfter(inBatches ? OneBatch : OneDown, 5);

        var (answer, runs) = await stack.RunAllAsync(
            Start, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason.ShouldBeNull();
        runs.ShouldBeInRange(2, 3); // what is nearly done may be done before the run sees that its time is over
        (answer["DatabaseVersion"], answer["PreviousVersion"], answer["RevertedCount"])
            .ShouldBe(inBatches ? ("1", "3", "2") : ("1", "13", "12"));
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync()).Skip(1).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IsARevertOfADelete()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var hurried = ShortRuns.Of(postgres, database);
        var stack = hurried.Stack;
        await stack.CreateAsync(Downs, TestStack.Revision(1, ("OnDelete", "Revert")));
        hurried.EndAfter(OneDown, 5);

        var (answer, runs) = await stack.RunAllAsync(Start, stack.Event("Delete", stack.Properties));

        answer.ShouldNotBeNull().ShouldSucceed();
        runs.ShouldBeInRange(2, 3); // what is nearly done may be done before the run sees that its time is over
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task KeepsLoudlyWhatNoRunHasTimeFor()
    {
        var (database, hurried, _) = await StartAsync(("ServiceTimeout", "70"));
        await using var __ = hurried;
        var stack = hurried.Stack;
        var before = stack.Properties;
        await stack.UpdateAsync(Downs, TestStack.Revision(2));
        hurried.EndAfter(OneDown, 5);

        var (answer, runs) = await stack.RunAllAsync(Start, stack.Event("Update", before, TestStack.Revision(2)));

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason!.ShouldContain("The function's time was over");
        runs.ShouldBe(1);
        (await database.JournalAsync()).ShouldContain(row => row.EndsWith("|kept", StringComparison.Ordinal));
    }

    // It kept everything for good after one run, with the lock as the reason.
    [Fact]
    public async Task GoesOnWhereItsTimeWentIntoWaitingForATable()
    {
        var (database, hurried, before) = await StartAsync(("LockTimeout", "200ms"));
        await using var _ = hurried;
        var stack = hurried.Stack;
        var start = stack.Properties;
        var image = Start.And(
            ("2_a.sql", "ALTER TABLE log ADD a int"), ("2_a.down.sql", "-- lockstep: no-transaction\nALTER TABLE log DROP a"),
            ("3_b.sql", "CREATE TABLE b ()"), ("3_b.down.sql", "-- lockstep: no-transaction\nDROP TABLE b"));
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        var rollback = stack.Event("Update", start, TestStack.Revision(2));
        await using (await database.SessionAsync("BEGIN; LOCK TABLE log IN ACCESS SHARE MODE"))
        {
            var work = stack.DeliverAsync(Start, rollback);
            await stack.Log.UntilItSaysAsync("is run again after attempt", work);
            stack.EndWork();
            (await work).ShouldBeNull();
        }

        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var (answer, runs) = await stack.RunAllAsync(Start, next!);

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (answer["RevertedCount"], runs).ShouldBe(("2", 1));
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task StopsTheDeploymentWhoseNextRunIsOnItsWay()
    {
        var (database, hurried, before) = await StartAsync();
        await using var _ = hurried;
        var stack = hurried.Stack;
        hurried.EndAfter(OneUp, 2);
        var update = stack.Event("Update", TestStack.Revision(2, Script), stack.Properties);
        (await stack.DeliverAsync(Ups, update)).ShouldBeNull();
        var next = stack.Continuations.ShouldHaveSingleItem();
        stack.Continuations.Clear();
        (await database.ValueAsync("SELECT count(*) > 0 FROM log")).ShouldBe("True");

        (await stack.RollBackAsync(Start, TestStack.Revision(2, Script), TestStack.Revision(1))).ShouldSucceed();
        var answers = await Task.WhenAll(stack.DeliverAsync(Ups, next), stack.DeliverAsync(Start, next));

        answers.ShouldBe([null, null]);
        stack.Continuations.ShouldBeEmpty();
        (await database.TablesAsync()).ShouldBe(before);
        (await database.ValueAsync("SELECT count(*) FROM log")).ShouldBe("0");
        (await database.RowsAsync("SELECT state FROM lockstep.deployment ORDER BY id"))
            .ShouldBe(["succeeded", "reverted", "succeeded"]);
    }

    [Fact]
    public async Task StopsTheDeploymentWhoseNextRunIsAtWork()
    {
        var (database, hurried, before) = await StartAsync();
        await using var _ = hurried;
        var stack = hurried.Stack;
        var ups = Ups.And(("5_u.sql", "INSERT INTO log VALUES (5); SELECT pg_advisory_xact_lock(4711)"));
        await using var latch = await database.LockAsync(4711);
        hurried.EndAfter(OneUp, 2);
        await stack.DeliverAsync(ups, stack.Event("Update", TestStack.Revision(2, Script), stack.Properties));
        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var running = stack.DeliverAsync(ups, next);
        await database.UntilSomebodyWaitsForAsync(4711);

        (await stack.RollBackAsync(Start, TestStack.Revision(2, Script), TestStack.Revision(1))).ShouldSucceed();

        (await running).ShouldBeNull();
        stack.Continuations.ShouldBeEmpty();
        (await database.TablesAsync()).ShouldBe(before);
        (await database.ValueAsync("SELECT count(*) FROM log")).ShouldBe("0");
    }

    [Fact]
    public async Task IsRunThreeTimesByLambdaAndThenAnswersSuccess()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var hurried = ShortRuns.Of(postgres, database, canInvoke: false);
        var stack = hurried.Stack;
        await stack.CreateAsync(Start, TestStack.Revision(1));
        await stack.UpdateAsync(WithDowns(30), TestStack.Revision(2));
        hurried.EndAfter(OneDown, 3);
        var rollback = stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2));

        for (var run = 1; run < 3; run++)
        {
            (await Should.ThrowAsync<InvocationFailedException>(() => stack.DeliverAsync(Start, rollback)))
                .ErrorType.ShouldBe("Lockstep.Continue");
        }

        var answer = await stack.SendAsync(Start, rollback);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("The function's time was over");
        (await database.TablesAsync()).ShouldNotContain(table => table.StartsWith("t31", StringComparison.Ordinal));
    }

    static Image WithDowns(int count) => Start.And(Enumerable.Range(2, count).SelectMany(number => new[]
    {
        ($"{number}_t.sql", $"CREATE TABLE t{number} ()"),
        ($"{number}_t.down.sql", $"-- lockstep: no-transaction\nSELECT 1;\nDROP TABLE t{number}"),
    }));

    static Image Ups { get; } = Start.And(Enumerable.Range(2, 6).SelectMany(number => new[]
    {
        ($"{number}_u.sql", $"INSERT INTO log VALUES ({number}); COMMENT ON TABLE log IS '{number}'"),
        ($"{number}_u.down.sql", $"DELETE FROM log WHERE id = {number}"),
    }));

    async Task<(TestDatabase Database, ShortRuns Hurried, IReadOnlyList<string> Before)> StartAsync(
        params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var hurried = ShortRuns.Of(postgres, database);
        (await hurried.Stack.CreateAsync(Start, TestStack.Revision(1, properties))).ShouldSucceed();
        return (database, hurried, await database.TablesAsync());
    }
}
