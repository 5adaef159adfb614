using System.Diagnostics;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>Something is under way when the time to work is over: at a moment for which the test has waited.</summary>
public sealed class ALackOfTime(SharedPostgres postgres)
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    readonly LeapingClock _clock = new();
    int _tables;

    const string Ours = "FROM pg_stat_activity WHERE application_name = 'lockstep' AND datname = current_database()";
    const string NobodyIsBusy = $"SELECT count(*) = 0 {Ours} AND state <> 'idle'";
    const string SomebodyWaits = $"SELECT count(*) > 0 {Ours} AND wait_event_type = 'Lock'";
    const string IsALook = "query LIKE '%pg_blocking_pids%'";

    const string SlowRows = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); "
        + "RETURN new; END $$; CREATE TABLE rows (id int); "
        + "CREATE TRIGGER slow BEFORE INSERT ON rows FOR EACH ROW EXECUTE FUNCTION slow();\n";

    [Theory]
    [InlineData("SELECT pg_sleep(60)")]
    [InlineData("DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$")]
    [InlineData("INSERT INTO rows SELECT generate_series(1, 60)", SlowRows)]
    [InlineData(
        "CALL pg_temp.p()", "-- lockstep: no-transaction\nCREATE PROCEDURE pg_temp.p() LANGUAGE plpgsql AS $$ BEGIN "
            + "LOOP COMMIT; PERFORM pg_sleep(0.01); END LOOP; END $$;\n")]
    public async Task EndsWhateverRunsAndLeavesNothingOfIt(string statement, string before = "")
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Clock = _clock };
        var started = _clock.GetTimestamp();

        var create = stack.CreateAsync(Image.With(("1_a.sql", $"{before}{statement}")), TestStack.Revision(1));
        await database.UntilAsync(IsRunning(statement));
        stack.EndWork();
        var answer = await create;

        _clock.GetElapsedTime(started).ShouldBeLessThan(stack.Timeout);
        answer.ShouldFail("The function's time was over before the scripts were done");
        (await database.TablesAsync()).ShouldBeEmpty();
        await database.UntilAsync(NobodyIsBusy);
    }

    // The server ends it, by its own clock.
    [Fact]
    public async Task EndsACopyAndLeavesNothingOfIt()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(30) };
        var rows = string.Join('\n', Enumerable.Range(1, 60));
        var watch = Stopwatch.StartNew();

        var answer = await stack.CreateAsync(
            Image.With(("1_a.sql", $"{SlowRows}COPY rows FROM STDIN;\n{rows}\n\\.\n")), TestStack.Revision(1));

        watch.Elapsed.ShouldBeLessThan(stack.Timeout);
        answer.ShouldFail("The function's time was over before the scripts were done");
        (await database.TablesAsync()).ShouldBeEmpty();
        await database.UntilAsync(NobodyIsBusy);
    }

    [Fact]
    public async Task LeavesAServerThatTakesNoCancelToNoticeThatNobodyIsThereAnyMore()
    {
        const string Deaf = "DO $$ BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN PERFORM pg_sleep(60); END $$";
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Clock = _clock };

        var create = stack.CreateAsync(Image.With(("1_a.sql", $"CREATE TABLE a (); {Deaf}")), TestStack.Revision(1));
        await database.UntilAsync(IsRunning(Deaf));
        stack.EndWork();

        (await create).ShouldFail("The function's time was over before the scripts were done");
        (await database.TablesAsync()).ShouldBeEmpty();
        await database.UntilAsync(NobodyIsBusy);
    }

    [Fact]
    public async Task OnALinkThatSaysNothingIsAnsweredInTime()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var proxy = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var stack = new TestStack(proxy.Through(database.ConnectionString)) { Clock = _clock };
        var cut = proxy.CutBefore(
            message => message is { Name: "CommandComplete", Text: "CREATE TABLE" }
                && Interlocked.Increment(ref _tables) > 3, CutStyle.BlackHole);
        var started = _clock.GetTimestamp();

        var create = stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await Task.WhenAny(cut.Happened, create);
        stack.EndWork();
        var answer = await create;

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        _clock.GetElapsedTime(started).ShouldBeLessThan(stack.Timeout);
        answer.Status.ShouldBe("FAILED");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // The server takes the silent session for alive, and its lock for held, when there is hardly time left to look.
    [Fact]
    public async Task WhileItsOwnSilentSessionHoldsTheLockIsAnsweredAllTheSame()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var former = new TestStack(database.ConnectionString);
        await former.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var proxy = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var stack = new TestStack(proxy.Through(database.ConnectionString)) { StackId = former.StackId, Clock = _clock };
        var cut = proxy.CutBefore(message => message is { Name: "CommandComplete", Text: "ALTER TABLE" }, CutStyle.BlackHole);

        var update = stack.DeliverAsync(
            Shop.New(), stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));
        await Task.WhenAny(cut.Happened, update);
        stack.EndWork();

        (await update).ShouldNotBeNull("it was not answered").Status.ShouldBe("FAILED");
        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task CancelsTheStatementAndAnswersBeforeTheDeadline()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Clock = _clock };
        var started = _clock.GetTimestamp();

        var create = stack.CreateAsync(
            Image.With(("1_a.sql", "CREATE TABLE a (); SELECT pg_sleep(60)")), TestStack.Revision(1));
        await database.UntilAsync(IsRunning("SELECT pg_sleep(60)"));
        stack.EndWork();
        var answer = await create;

        _clock.GetElapsedTime(started).ShouldBeLessThan(stack.Timeout);
        answer.ShouldFail("The function's time was over before the scripts were done");
        answer.PhysicalResourceId.ShouldBe("lockstep:never-created");
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.DeploymentsAsync()).ShouldBe(["Create|failed|0|0"]);
        await database.UntilAsync($"SELECT count(*) = 0 {Ours} AND query LIKE '%pg_sleep(60)%'");
    }

    [Fact]
    public async Task ForALockNamesTheStatementThatWaited()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Clock = _clock };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var reader = await ReadingAsync(database);

        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "1s")));
        await stack.Log.UntilItSaysAsync("is run again after attempt 4", update);
        stack.EndWork();
        var answer = await update;

        answer.ShouldFail("0004_add_email.sql:1:1: 55P03 canceling statement due to lock timeout. It waited for process "
            + $"{reader.ProcessID} (a report, user postgres, its transaction ");
        answer.ShouldFail("s old): SELECT * FROM customers WHERE name <> ?. The function's time was over");
        answer.Reason!.ShouldNotContain("hunter2");
        stack.Log.Text.ShouldNotContain("hunter2");
    }

    // Whoever waits for the first time is looked at now and then, until the end.
    [Theory]
    [InlineData("20m")]
    [InlineData("0")]
    public async Task ForALockThatIsWaitedForWithPatienceNamesWhoHasIt(string lockTimeout)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await using var reader = await ReadingAsync(database);

        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", lockTimeout)));
        await UntilItIsSeenAsync(database);
        stack.EndWork();
        var answer = await update;

        answer.ShouldFail("The transaction that began with 0003_create_orders.sql was waiting for process "
            + $"{reader.ProcessID} (a report, user postgres, its transaction ");
        answer.ShouldFail("s old): SELECT * FROM customers WHERE name <> ?. The function's time was over");
        stack.Log.Text.ShouldNotContain("is run again");
    }

    // On a busy machine the time was over before the answer came: it was thrown away, and the reason named nobody.
    [Fact]
    public async Task ForALockNamesWhoHasItAlsoWhereTheServerSaysSoTooLate()
    {
        await using var proxy = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        var (database, stack) = await StartAsync(proxy);
        using var _ = stack;
        await using var reader = await ReadingAsync(database);
        var isAsked = false;
        proxy.CutBefore(
            message =>
            {
                if (isAsked && message.Name == "DataRow")
                {
                    stack.EndWork();
                }

                isAsked = (isAsked && message.Name != "DataRow")
                    || (message is { Name: "Parse", Text: { } text } && text.Contains("pg_blocking_pids", StringComparison.Ordinal));
                return false;
            },
            CutStyle.Reset);

        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "20m")));
        await database.UntilAsync(SomebodyWaits);
        _clock.Leap(TimeSpan.FromSeconds(31));

        (await update).ShouldFail(
            $"The transaction that began with 0003_create_orders.sql was waiting for process {reader.ProcessID} (a report, ");
    }

    // Nobody looked any more, and the reason named who had been in the way before that.
    [Fact]
    public async Task ForALockNamesWhoHasItAlsoBehindALookWhoseLinkBroke()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await using var gone = await ReadingAsync(database);
        await using var reader = await ReadingAsync(database);

        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "20m")));
        await UntilItIsSeenAsync(database);
        await database.ExecuteAsync($"SELECT pg_terminate_backend(pid) {Ours} AND {IsALook}");
        await gone.DisposeAsync();
        await UntilItIsSeenAsync(database);
        stack.EndWork();

        (await update).ShouldFail(
            $"The transaction that began with 0003_create_orders.sql was waiting for process {reader.ProcessID} (a report, ");
    }

    [Fact]
    public async Task ForAnIndexNamesTheTransactionThatItWaitedFor()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await using var reader = await ReadingAsync(database);
        var image = Shop.Old().And(
            ("0003_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0003_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"));

        var update = stack.UpdateAsync(image, TestStack.Revision(2));
        await UntilItIsSeenAsync(database);
        stack.EndWork();
        var answer = await update;

        answer.ShouldFail("0003_i.sql:2:1: CREATE INDEX CONCURRENTLY did not end in time.");
        answer.ShouldFail($"It was waiting for process {reader.ProcessID} (a report, user postgres, its transaction ");
    }

    [Fact]
    public async Task IsNoneWhenTheLockComesAfterAWhile()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var reader = await ReadingAsync(database);

        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "200ms")));
        await stack.Log.UntilItSaysAsync("is run again after attempt 1", update);
        await reader.DisposeAsync();
        (await update).ShouldSucceed();
        (await database.ValueAsync("SELECT count(*) FROM orders")).ShouldBe("1");
    }

    [Fact]
    public async Task DuringARollbackIsNotAFailure()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        await using var reader = await ReadingAsync(database);
        using var hurried = new TestStack(database.ConnectionString) { StackId = stack.StackId, Clock = _clock };

        var rollback = hurried.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));
        await database.UntilAsync(SomebodyWaits);
        hurried.EndWork();
        var answer = await rollback;

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("The rollback did not revert 0004_add_email.sql, 0003_create_orders.sql");
        (await database.JournalAsync()).TakeLast(2).ShouldBe(["0003_create_orders.sql|kept", "0004_add_email.sql|kept"]);
    }

    static string IsRunning(string statement) =>
        $"SELECT count(*) > 0 {Ours} AND state = 'active' AND query = $text${statement}$text$";

    // With the longest time there is: looks are half a minute apart.
    async Task<(TestDatabase Database, TestStack Stack)> StartAsync(FaultProxy? proxy = null)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(proxy?.Through(database.ConnectionString) ?? database.ConnectionString)
        {
            Timeout = Longest,
            Clock = _clock,
        };
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }

    // What a look has seen is known when the next one begins.
    async Task UntilItIsSeenAsync(TestDatabase database)
    {
        await database.UntilAsync(SomebodyWaits);
        await UntilTheNextLookAsync(database);
        await UntilTheNextLookAsync(database);
    }

    // A minute in a little more than a second.
    async Task UntilTheNextLookAsync(TestDatabase database)
    {
        const string Newest = $"SELECT coalesce(max(query_start), '-infinity') {Ours} AND {IsALook}";
        var last = await database.ValueAsync($"SELECT ({Newest})::text");
        for (var seconds = 0; await database.ValueAsync($"SELECT ({Newest}) > '{last}'") != "True"; seconds++)
        {
            seconds.ShouldBeLessThan(400, "nobody looked");
            _clock.Leap(TimeSpan.FromSeconds(1));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    static Task<NpgsqlConnection> ReadingAsync(TestDatabase database) => database.SessionAsync(
        "SET application_name = 'a report'; BEGIN; SELECT * FROM customers WHERE name <> 'hunter2'");
}
