using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Continuing;

/// <summary>What one run does not come to, the next one does: the journal says how far it is.</summary>
public sealed class ADeploymentOverSeveralRuns(SharedPostgres postgres)
{
    // Of which eight are for work. Two runs at once have to go on by themselves: what ends the one's time must not wake the other.
    static readonly TimeSpan TwelveSeconds = TimeSpan.FromSeconds(12);

    static readonly (string, string) Script = ("Transaction", "Script");

    static readonly Image Start = Image.With(
        ("1_log.sql", "CREATE TABLE log (id serial, line text, filled bool NOT NULL DEFAULT false)"),
        ("1_log.down.sql", "DROP TABLE log"));

    static readonly Image Five = Start.And(Enumerable.Range(2, 5).SelectMany(number => One(number)));

    const string Batch = "UPDATE log SET filled = true WHERE id IN (SELECT id FROM log WHERE NOT filled ORDER BY id LIMIT 3)";

    static readonly Image Batches = Start.And(
        ("2_rows.sql", "INSERT INTO log (line) SELECT 'row' FROM generate_series(1, 30)"),
        ("3_fill.sql", $"-- lockstep: batches\n{Batch}"),
        ("3_fill.down.sql", "UPDATE log SET filled = false"),
        ("4_more.sql", "CREATE TABLE more ()"), ("4_more.down.sql", "DROP TABLE more"));

    [Theory]
    [InlineData("Create")]
    [InlineData("Update")]
    public async Task RunsEachOfItsScriptsOnceAndIsAnsweredOnce(string type)
    {
        var (database, hurried) = await StartAsync(type == "Update");
        await using var _ = hurried;
        var stack = hurried.Stack;
        hurried.EndAfter(OneOfThem, 2);
        var request = stack.Event(type, TestStack.Revision(2, Script), type == "Update" ? stack.Properties : null);

        var (answer, runs) = await stack.RunAllAsync(Five, request);

        answer.ShouldNotBeNull().ShouldSucceed();
        runs.ShouldBeInRange(2, 3); // what is nearly done may be done before the run sees that its time is over
        (answer["AppliedCount"], answer["PreviousVersion"], answer["DatabaseVersion"])
            .ShouldBe(type == "Update" ? ("5", "1", "6") : ("6", "0", "6"));
        int.Parse(answer["DurationMs"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(90_000);
        (await database.RowsAsync("SELECT line FROM log ORDER BY id")).ShouldBe(["2", "3", "4", "5", "6"]);
        (await database.RowsAsync("SELECT state, run FROM lockstep.deployment ORDER BY id DESC LIMIT 1"))
            .ShouldBe([$"succeeded|{runs}"]);
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|applied", StringComparison.Ordinal));
        stack.Log.Text.ShouldContain("and another run goes on.");
    }

    [Fact]
    public async Task GoesOnWithItsBatchesWhereItStopped()
    {
        var (database, hurried) = await StartAsync(isCreated: true);
        await using var _ = hurried;
        var stack = hurried.Stack;
        hurried.EndAfter("UPDATE 3", 4);

        var (answer, runs) = await stack.RunAllAsync(
            Batches, stack.Event("Update", TestStack.Revision(2), stack.Properties));

        answer.ShouldNotBeNull().ShouldSucceed();
        runs.ShouldBeInRange(2, 3); // what is nearly done may be done before the run sees that its time is over
        answer["AppliedCount"].ShouldBe("3");
        (await database.ValueAsync("SELECT count(*) FROM log WHERE NOT filled")).ShouldBe("0");
        (await database.ValueAsync(
            "SELECT bool_and(l.xmin::text::xid8 = ANY (j.xids)) FROM log l, lockstep.journal j "
                + "WHERE j.name = '3_fill.sql' AND j.state = 'applied'")).ShouldBe("True");
        (await database.TablesAsync()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IsTheSameWhenEachOfItsRunsIsDeliveredTwiceAtOnce(bool inBatches)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TwelveSeconds, CanInvoke = true };
        (await stack.CreateAsync(Start, TestStack.Revision(1))).ShouldSucceed();
        var properties = inBatches ? TestStack.Revision(2) : TestStack.Revision(2, Script);
        List<JsonObject> events = [stack.Event("Update", properties, stack.Properties)];
        List<Answer> answers = [];

        var image = inBatches
            ? Batches.And(("3_fill.sql", $"-- lockstep: batches\n{Batch} AND (SELECT pg_sleep(1.3)) IS NOT NULL"))
            : Start.And(Enumerable.Range(2, 5).SelectMany(number => One(number, "; SELECT pg_sleep(2.6)")));

        // Lambda delivers each event twice: whose continuation doubles again is capped, or the test would never end.
        for (var runs = 0; events.Count > 0; runs++)
        {
            runs.ShouldBeLessThan(12);
            var given = await Task.WhenAll(events.SelectMany(one => new[] { one, one })
                .Select(one => stack.DeliverAsync(image, one.DeepClone().AsObject())));
            answers.AddRange(given.OfType<Answer>());
            events.Clear();
            while (stack.Continuations.TryDequeue(out var next))
            {
                events = [next];
            }
        }

        answers.ShouldNotBeEmpty();
        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
        answers.Select(answer => answer.Document.GetRawText()).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        (await database.RowsAsync("SELECT line, count(*) FROM log GROUP BY line ORDER BY line"))
            .ShouldBe(inBatches ? ["row|30"] : ["2|1", "3|1", "4|1", "5|1", "6|1"]);
        (await database.ValueAsync("SELECT count(*) FROM log WHERE filled")).ShouldBe(inBatches ? "30" : "0");
        (await database.ValueAsync("SELECT state FROM lockstep.deployment ORDER BY id DESC LIMIT 1")).ShouldBe("succeeded");
    }

    [Fact]
    public async Task FailsWhenARunCanDoNothingMoreThanTheOneBefore()
    {
        var (database, hurried) = await StartAsync(isCreated: true);
        await using var _ = hurried;
        var stack = hurried.Stack;
        var image = Start.And(
            ("2_a.sql", "INSERT INTO log (line) VALUES ('2')"), ("3_b.sql", "SELECT pg_advisory_xact_lock(4711)"));
        await using var holder = await database.LockAsync(4711);

        (await WaitAllTheTimeAsync(stack.Event("Update", TestStack.Revision(2, Script), stack.Properties))).ShouldBeNull();
        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var answer = await WaitAllTheTimeAsync(next);

        answer.ShouldNotBeNull().ShouldFail("The function's time was over before the scripts were done");
        answer.ShouldFail("Committed and still there: 2_a.sql.");
        stack.Continuations.ShouldBeEmpty();
        (await database.DeploymentsAsync())[^1].ShouldBe("Update|failed|1|2");

        async Task<Answer?> WaitAllTheTimeAsync(JsonObject request)
        {
            var work = stack.DeliverAsync(image, request);
            await database.UntilSomebodyWaitsForAsync(4711);
            stack.EndWork();
            return await work;
        }
    }

    // The lock is held for two thirds of the time to work, and the script needs more than is left.
    [Fact]
    public async Task GoesOnWhereItsTimeWentIntoWaitingForTheLock()
    {
        var (database, hurried) = await StartAsync(isCreated: true);
        await using var _ = hurried;
        var stack = hurried.Stack;
        var image = Start.And(("2_a.sql", "SELECT pg_advisory_xact_lock(4711)"));
        Task<Answer?> work;
        await using (await database.LockAsync(4711))
        {
            await using (await database.LockAsync(LockKey.ForSchema("public")))
            {
                work = stack.DeliverAsync(image, stack.Event("Update", TestStack.Revision(2), stack.Properties));
                await database.UntilItWaitsForTheSchemaAsync();
                ((LeapingClock)stack.Clock).Leap(TimeSpan.FromSeconds(30));
            }

            await database.UntilSomebodyWaitsForAsync(4711);
            stack.EndWork();
            (await work).ShouldBeNull();
        }

        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var (answer, runs) = await stack.RunAllAsync(image, next!);

        answer.ShouldNotBeNull().ShouldSucceed();
        (answer["AppliedCount"], runs).ShouldBe(("1", 1));
    }

    // The last failure was given as the reason, which is that of a lock: nobody went on, and the deployment FAILED.
    [Fact]
    public async Task GoesOnWhereItsTimeWentIntoWaitingForATable()
    {
        var (database, hurried) = await StartAsync(isCreated: true);
        await using var _ = hurried;
        var stack = hurried.Stack;
        var image = Start.And(
            ("2_a.sql", "INSERT INTO log (line) VALUES ('2')"), ("3_b.sql", "ALTER TABLE log ADD COLUMN b int"));
        var update = stack.Event("Update", TestStack.Revision(2, Script, ("LockTimeout", "200ms")), stack.Properties);
        await using (await database.SessionAsync("BEGIN; LOCK TABLE log IN ACCESS SHARE MODE"))
        {
            var work = stack.DeliverAsync(image, update);
            await stack.Log.UntilItSaysAsync("is run again after attempt", work);
            stack.EndWork();
            (await work).ShouldBeNull();
        }

        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        var (answer, runs) = await stack.RunAllAsync(image, next!);

        answer.ShouldNotBeNull().ShouldSucceed();
        (answer["AppliedCount"], runs).ShouldBe(("2", 1));
        (await database.RowsAsync("SELECT line FROM log")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task SaysNothingWhereTheOtherDeliveryHasTheLockAllTheTime()
    {
        var (database, hurried) = await StartAsync(isCreated: true);
        await using var _ = hurried;
        var stack = hurried.Stack;
        await using var holder = await database.LockAsync(4711);
        var image = Start.And(("2_a.sql", "SELECT pg_advisory_lock(4711)"));
        var request = stack.Event("Update", TestStack.Revision(2), stack.Properties);
        using var patient = new TestStack(database.ConnectionString) { StackId = stack.StackId };
        var working = patient.DeliverAsync(image, request);
        await database.UntilSomebodyWaitsForAsync(4711);

        var waiting = stack.DeliverAsync(image, request);
        await database.UntilItWaitsForTheSchemaAsync(run: 2);
        stack.EndWork();

        (await waiting).ShouldBeNull();
        stack.Log.Text.ShouldContain("Another run of this same request is at work.");
        await holder.DisposeAsync();
        (await working).ShouldNotBeNull().ShouldSucceed();
    }

    [Fact]
    public async Task IsRunThreeTimesByLambdaWhereItCannotInvokeItself()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var hurried = ShortRuns.Of(postgres, database, canInvoke: false);
        var stack = hurried.Stack;
        await stack.CreateAsync(Start, TestStack.Revision(1));
        var request = stack.Event("Update", TestStack.Revision(2, Script), stack.Properties);
        var image = Start.And(Enumerable.Range(2, 20).SelectMany(number => One(number)));
        hurried.EndAfter(OneOfThem, 3);

        for (var run = 1; run < 3; run++)
        {
            (await Should.ThrowAsync<InvocationFailedException>(() => stack.DeliverAsync(image, request)))
                .ErrorType.ShouldBe("Lockstep.Continue");
        }

        var answer = await stack.SendAsync(image, request);

        answer.ShouldFail("The function's time was over before the scripts were done");
        (await database.RowsAsync("SELECT state, run FROM lockstep.deployment ORDER BY id DESC LIMIT 1")).ShouldBe(["failed|3"]);
        var done = await database.RowsAsync("SELECT line FROM log ORDER BY id");
        // The last run may have committed one more before it saw that its time was over.
        done.Count.ShouldBeInRange(9, 10);
        done.ShouldBe(Enumerable.Range(2, done.Count).Select(number => $"{number}"));

        var asFar = Start.And(Enumerable.Range(2, done.Count).SelectMany(number => One(number)));
        (await stack.UpdateAsync(asFar, TestStack.Revision(3))).ShouldSucceed();
    }

    [Fact]
    public async Task IsAnsweredFailedOnceMoreWhenARunComesAgainWhoseAnswerMayNotHaveArrived()
    {
        var (database, hurried) = await StartAsync(isCreated: true);
        await using var _ = hurried;
        var stack = hurried.Stack;
        hurried.EndAfter(OneOfThem, 2);
        var image = Start.And(One(2)).And(One(3)).And(One(4)).And(("5_x.sql", "SELECT 1 / 0"));
        await stack.DeliverAsync(image, stack.Event("Update", TestStack.Revision(2, Script), stack.Properties));
        stack.Continuations.TryDequeue(out var late).ShouldBeTrue();
        var failed = (await stack.RunAllAsync(image, late!)).Answer.ShouldNotBeNull();
        failed.ShouldFail("22012");

        var again = await stack.DeliverAsync(Five, late!);

        again.ShouldNotBeNull().Document.GetRawText().ShouldBe(failed.Document.GetRawText());

        (await database.DeploymentsAsync())[^1].ShouldBe("Update|failed|1|4");
    }

    [Theory]
    [InlineData("Create", false)]
    [InlineData("Create", true)]
    [InlineData("Update", true)]
    public async Task MakesNothingOfARunThatNobodyHasBegun(string type, bool hasJournal)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        if (hasJournal)
        {
            await stack.CreateAsync(Start, TestStack.Revision(1));
        }

        var before = await database.CatalogueAsync();
        var forged = stack.Event(type, TestStack.Revision(2), type == "Update" ? stack.Properties : null);
        forged["LockstepContinuation"] = new JsonObject
        {
            ["Run"] = 2,
            ["StartedAt"] = TimeProvider.System.GetUtcNow(),
            ["SentAt"] = TimeProvider.System.GetUtcNow(),
            ["State"] = "1; DROP TABLE log",
        };

        (await stack.DeliverAsync(Five, forged)).ShouldBeNull();

        (await database.CatalogueAsync()).ShouldBe(before);
        stack.Log.Text.ShouldContain("The run before this one is not on record.");
    }

    const string OneOfThem = "COMMENT";

    static (string, string)[] One(int number, string more = "") =>
    [
        ($"{number}_one.sql", $"INSERT INTO log (line) VALUES ('{number}'); COMMENT ON TABLE log IS '{number}'{more}"),
        ($"{number}_one.down.sql", $"DELETE FROM log WHERE line = '{number}'"),
    ];

    async Task<(TestDatabase Database, ShortRuns Short)> StartAsync(bool isCreated)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var runs = ShortRuns.Of(postgres, database);
        if (isCreated)
        {
            (await runs.Stack.CreateAsync(Start, TestStack.Revision(1))).ShouldSucceed();
        }

        return (database, runs);
    }
}
