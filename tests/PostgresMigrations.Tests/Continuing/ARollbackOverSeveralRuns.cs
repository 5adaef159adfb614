using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Continuing;

/// <summary>A rollback goes on like a deployment, and stops the deployment that is still under way.</summary>
public sealed class ARollbackOverSeveralRuns(SharedPostgres postgres)
{
    static readonly TimeSpan SixSeconds = TimeSpan.FromSeconds(6);

    static readonly (string, string) Script = ("Transaction", "Script");

    static readonly Image Start = Image.With(
        ("1_log.sql", "CREATE TABLE log (id int, filled bool NOT NULL DEFAULT false)"), ("1_log.down.sql", "DROP TABLE log"));

    // Longer than a run in all, and far shorter each: on a busy machine, too, every run gets one of them done.
    static readonly Image SlowDowns = WithSlowDowns(12);

    static readonly Image SlowBatches = Start.And(
        ("2_fill.sql", "INSERT INTO log SELECT generate_series(1, 25)"), ("2_fill.down.sql", "SELECT 1"),
        ("3_mark.sql", "UPDATE log SET filled = true"),
        ("3_mark.down.sql", "-- lockstep: batches\nUPDATE log SET filled = false FROM (SELECT pg_sleep(0.25)) AS slow "
            + "WHERE id = (SELECT min(id) FROM log WHERE filled)"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RevertsEverythingAndIsAnsweredOnce(bool inBatches)
    {
        var image = inBatches ? SlowBatches : SlowDowns;
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();

        var (answer, runs) = await stack.RunAllAsync(
            Start, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason.ShouldBeNull();
        runs.ShouldBeInRange(2, 8);
        (answer["DatabaseVersion"], answer["PreviousVersion"], answer["RevertedCount"])
            .ShouldBe(inBatches ? ("1", "3", "2") : ("1", "13", "12"));
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync()).Skip(1).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IsARevertOfADelete()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = SixSeconds, CanInvoke = true };
        await stack.CreateAsync(SlowDowns, TestStack.Revision(1, ("OnDelete", "Revert")));

        var (answer, runs) = await stack.RunAllAsync(Start, stack.Event("Delete", stack.Properties));

        answer.ShouldNotBeNull().ShouldSucceed();
        runs.ShouldBeInRange(2, 8);
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task KeepsLoudlyWhatNoRunHasTimeFor()
    {
        var (database, stack, _) = await StartAsync(("ServiceTimeout", "33"));
        using var __ = stack;
        var hurried = stack.Properties;
        await stack.UpdateAsync(SlowDowns, TestStack.Revision(2));

        var (answer, runs) = await stack.RunAllAsync(Start, stack.Event("Update", hurried, TestStack.Revision(2)));

        answer.ShouldNotBeNull().ShouldSucceed();
        answer.Reason!.ShouldContain("The function's time was over");
        runs.ShouldBe(1);
        (await database.JournalAsync()).ShouldContain(row => row.EndsWith("|kept", StringComparison.Ordinal));
    }

    // It kept everything for good after one run, with the lock as the reason.
    [Fact]
    public async Task GoesOnWhereItsTimeWentIntoWaitingForATable()
    {
        var (database, stack, before) = await StartAsync(("LockTimeout", "200ms"));
        using var _ = stack;
        var start = stack.Properties;
        var image = Start.And(
            ("2_a.sql", "ALTER TABLE log ADD a int"), ("2_a.down.sql", "-- lockstep: no-transaction\nALTER TABLE log DROP a"),
            ("3_b.sql", "CREATE TABLE b ()"), ("3_b.down.sql", "-- lockstep: no-transaction\nDROP TABLE b"));
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        var rollback = stack.Event("Update", start, TestStack.Revision(2));
        await using (await database.SessionAsync("BEGIN; LOCK TABLE log IN ACCESS SHARE MODE"))
        {
            (await stack.DeliverAsync(Start, rollback)).ShouldBeNull();
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
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        var update = stack.Event("Update", TestStack.Revision(2, Script), stack.Properties);
        (await stack.DeliverAsync(SlowUps, update)).ShouldBeNull();
        var next = stack.Continuations.ShouldHaveSingleItem();
        stack.Continuations.Clear();
        (await database.ValueAsync("SELECT count(*) > 0 FROM log")).ShouldBe("True");

        (await stack.RollBackAsync(Start, TestStack.Revision(2, Script), TestStack.Revision(1))).ShouldSucceed();
        var answers = await Task.WhenAll(stack.DeliverAsync(SlowUps, next), stack.DeliverAsync(Start, next));

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
        var (database, stack, before) = await StartAsync();
        using var _ = stack;
        await stack.DeliverAsync(SlowUps, stack.Event("Update", TestStack.Revision(2, Script), stack.Properties));
        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var running = stack.DeliverAsync(SlowUps, next);
        await database.UntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1.3)%' AND pid <> pg_backend_pid() "
                + "AND datname = current_database() AND state = 'active'");

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
        using var stack = new TestStack(database.ConnectionString) { Timeout = SixSeconds };
        await stack.CreateAsync(Start, TestStack.Revision(1));
        await stack.UpdateAsync(WithSlowDowns(30), TestStack.Revision(2));
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

    // The time is that of the statement, and once more that of the trial that comes before it.
    static Image WithSlowDowns(int count) => Start.And(Enumerable.Range(2, count).SelectMany(number => new[]
    {
        ($"{number}_t.sql", $"CREATE TABLE t{number} ()"),
        ($"{number}_t.down.sql", $"-- lockstep: no-transaction\nSELECT pg_sleep(0.3);\nDROP TABLE t{number}"),
    }));

    static Image SlowUps { get; } = Start.And(Enumerable.Range(2, 6).SelectMany(number => new[]
    {
        ($"{number}_u.sql", $"INSERT INTO log VALUES ({number}); SELECT pg_sleep(1.3)"),
        ($"{number}_u.down.sql", $"DELETE FROM log WHERE id = {number}"),
    }));

    async Task<(TestDatabase Database, TestStack Stack, IReadOnlyList<string> Before)> StartAsync(
        params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString) { Timeout = SixSeconds, CanInvoke = true };
        (await stack.CreateAsync(Start, TestStack.Revision(1, properties))).ShouldSucceed();
        return (database, stack, await database.TablesAsync());
    }
}
