using System.Diagnostics;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Running;

public sealed class ALackOfTime(SharedPostgres postgres)
{
    int _tables;

    const string Busy = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lockstep' AND state <> 'idle' "
        + "AND datname = current_database()";

    const string SlowRows = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); "
        + "RETURN new; END $$; CREATE TABLE rows (id int); "
        + "CREATE TRIGGER slow BEFORE INSERT ON rows FOR EACH ROW EXECUTE FUNCTION slow();\n";

    [Theory]
    [InlineData("SELECT pg_sleep(60)")]
    [InlineData("DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$")]
    [InlineData(SlowRows + "INSERT INTO rows SELECT generate_series(1, 60)")]
    [InlineData(SlowRows + "COPY rows FROM STDIN;\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n\\.\n")]
    [InlineData("-- lockstep: no-transaction\nCALL pg_temp.p()")]
    public async Task EndsWhateverRunsAndLeavesNothingOfIt(string script)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(9) };
        var text = script.Replace(
            "CALL pg_temp.p()",
            "CREATE PROCEDURE pg_temp.p() LANGUAGE plpgsql AS $$ BEGIN LOOP COMMIT; PERFORM pg_sleep(0.01); END LOOP; END $$;\n"
                + "CALL pg_temp.p()",
            StringComparison.Ordinal);
        var watch = Stopwatch.StartNew();

        var answer = await stack.CreateAsync(Image.With(("1_a.sql", text)), TestStack.Revision(1));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(9));
        answer.ShouldFail("The function's time was over before the scripts were done");
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.ValueAsync(Busy)).ShouldBe("0");
    }

    [Fact]
    public async Task LeavesAServerThatTakesNoCancelToNoticeThatNobodyIsThereAnyMore()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(24) };

        var answer = await stack.CreateAsync(
            Image.With(
                ("1_a.sql", "CREATE TABLE a (); DO $$ BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN "
                    + "PERFORM pg_sleep(60); END $$")),
            TestStack.Revision(1));

        answer.ShouldFail("The function's time was over before the scripts were done");
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.ValueAsync(Busy)).ShouldBe("0");
    }

    [Fact]
    public async Task OnALinkThatSaysNothingIsAnsweredInTime()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var proxy = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var stack = new TestStack(proxy.Through(database.ConnectionString)) { Timeout = TimeSpan.FromSeconds(12) };
        proxy.CutBefore(
            message => message is { Name: "CommandComplete", Text: "CREATE TABLE" }
                && Interlocked.Increment(ref _tables) > 3, CutStyle.BlackHole);
        var watch = Stopwatch.StartNew();

        var answer = await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(12));
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
        using var stack = new TestStack(proxy.Through(database.ConnectionString))
        {
            StackId = former.StackId,
            Timeout = TimeSpan.FromSeconds(15),
        };
        proxy.CutBefore(message => message is { Name: "CommandComplete", Text: "ALTER TABLE" }, CutStyle.BlackHole);

        var answer = await stack.DeliverAsync(
            Shop.New(), stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1)));

        answer.ShouldNotBeNull("it was not answered").Status.ShouldBe("FAILED");
    }

    [Fact]
    public async Task CancelsTheStatementAndAnswersBeforeTheDeadline()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(4) };
        var watch = Stopwatch.StartNew();

        var answer = await stack.CreateAsync(
            Image.With(("1_a.sql", "CREATE TABLE a (); SELECT pg_sleep(60)")), TestStack.Revision(1));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        answer.ShouldFail("The function's time was over before the scripts were done");
        answer.PhysicalResourceId.ShouldBe("lockstep:never-created");
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.DeploymentsAsync()).ShouldBe(["Create|failed|0|0"]);
        (await database.ValueAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() "
                + "AND datname = current_database()"))
            .ShouldBe("0");
    }

    [Fact]
    public async Task ForALockNamesTheStatementThatWaited()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(6) };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var reader = await ReadingAsync(database);

        var answer = await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "200ms")));

        answer.ShouldFail("0004_add_email.sql:1:1: 55P03 canceling statement due to lock timeout. It waited for process "
            + $"{reader.ProcessID} (a report, user postgres, its transaction ");
        answer.ShouldFail("s old): SELECT * FROM customers WHERE name <> ?. The function's time was over");
        answer.Reason!.ShouldNotContain("hunter2");
        stack.Log.Text.ShouldNotContain("hunter2");
        stack.Log.Text.ShouldContain("is run again after attempt 2");
    }

    // Whoever waits for the first time is looked at shortly before the end.
    [Theory]
    [InlineData("20m")]
    [InlineData("0")]
    public async Task ForALockThatIsWaitedForWithPatienceNamesWhoHasIt(string lockTimeout)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(12) };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var reader = await ReadingAsync(database);

        var answer = await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", lockTimeout)));

        answer.ShouldFail("The transaction that began with 0003_create_orders.sql was waiting for process "
            + $"{reader.ProcessID} (a report, user postgres, its transaction ");
        answer.ShouldFail("s old): SELECT * FROM customers WHERE name <> ?. The function's time was over");
        stack.Log.Text.ShouldNotContain("is run again");
    }

    [Fact]
    public async Task ForAnIndexNamesTheTransactionThatItWaitedFor()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(6) };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var reader = await ReadingAsync(database);
        var image = Shop.Old().And(
            ("0003_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0003_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"));

        var answer = await stack.UpdateAsync(image, TestStack.Revision(2));

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
        while (!stack.Log.Text.Contains("is run again after attempt 1", StringComparison.Ordinal))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

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
        using var hurried = new TestStack(database.ConnectionString)
        {
            Timeout = TimeSpan.FromSeconds(5),
            StackId = stack.StackId,
        };

        var answer = await hurried.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("The rollback did not revert 0004_add_email.sql, 0003_create_orders.sql");
        (await database.JournalAsync()).TakeLast(2).ShouldBe(["0003_create_orders.sql|kept", "0004_add_email.sql|kept"]);
    }

    static Task<NpgsqlConnection> ReadingAsync(TestDatabase database) => database.SessionAsync(
        "SET application_name = 'a report'; BEGIN; SELECT * FROM customers WHERE name <> 'hunter2'");
}
