using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Running;

public sealed class ALinkThatBreaks(SharedPostgres postgres)
{
    // With more of it another run would go on.
    static readonly (string, string)[] Last = [("ServiceTimeout", "70")];

    [Fact]
    public async Task WhenTheReplyToCommitIsLostTheJournalDecides()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        var cut = proxy.DropReplyToCommit(CutStyle.Reset);

        var answer = await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("2");
        (await database.JournalAsync()).Count.ShouldBe(4);
        (await database.ValueAsync("SELECT count(*) FROM orders")).ShouldBe("1");
    }

    // The function reconnected to record that it had run out of time, met the fence, and answered nobody: the stack waited for an
    // hour.
    [Fact]
    public async Task WhenTheReplyToTheLastCommitIsLostAfterTheTimeToWorkTheJournalDecidesToo()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, _, stack) = shop;

        var answer = await AnsweredLateAsync(
            shop, Shop.New(), stack.Event("Update", TestStack.Revision(2), stack.Properties));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("2");
        (await database.JournalAsync()).Count.ShouldBe(4);
    }

    // There is no time for another run, which would find it on record.
    [Fact]
    public async Task AndDoesSoForTheLastRunOfARollback()
    {
        await using var shop = await LinkedShop.StartAsync(postgres, Last);
        var (database, _, stack) = shop;
        var before = await database.TablesAsync();
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, Last));

        var answer = await AnsweredLateAsync(
            shop, Shop.Old(), stack.Event("Update", TestStack.Revision(1, Last), stack.Properties));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (answer["DatabaseVersion"], answer["RevertedCount"]).ShouldBe(("2", "2"));
        stack.Log.Text.ShouldNotContain("The rollback did not revert");
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task AndForAnOrderToGoBack()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, _, stack) = shop;
        var before = await database.TablesAsync();
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));

        var answer = await AnsweredLateAsync(
            shop, Shop.New(), stack.Event("Update", TestStack.Revision(3, ("TargetVersion", "2")), stack.Properties));

        answer.ShouldSucceed();
        answer["RevertedCount"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task AndTheLastRunOfADeleteIsASuccessThen()
    {
        await using var shop = await LinkedShop.StartAsync(postgres, Last);
        var (database, _, stack) = shop;
        var properties = TestStack.Revision(1, [.. Last, ("OnDelete", "Revert")]);

        var answer = await AnsweredLateAsync(shop, Shop.Old(), stack.Event("Delete", properties));

        answer.ShouldSucceed();
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.DeploymentsAsync())[^1].ShouldStartWith("Delete|succeeded");
    }

    [Fact]
    public async Task WhenTheCommitDoesNotArriveTheTransactionRunsAgain()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        var isAltered = false;
        var cut = proxy.CutBefore(
            message =>
            {
                isAltered |= message.Name == "CommandComplete" && message.Text == "ALTER TABLE";
                return isAltered && message.Sender == PgSender.Client && message.Text == "COMMIT";
            },
            CutStyle.Reset);

        var answer = await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        (await database.JournalAsync()).Count.ShouldBe(4);
        (await database.ValueAsync("SELECT count(*) FROM orders")).ShouldBe("1");
    }

    [Theory]
    [InlineData(CutStyle.Reset)]
    [InlineData(CutStyle.Close)]
    public async Task BeforeTheCommitTheTransactionRunsAgain(CutStyle style)
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        var cut = proxy.CutBefore(
            message =>
                message.Name == "CommandComplete" && message.Text?.StartsWith("ALTER TABLE", StringComparison.Ordinal) == true,
            style);

        var answer = await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        (await database.JournalAsync()).Count.ShouldBe(4);
        (await database.ValueAsync("SELECT count(*) FROM orders")).ShouldBe("1");
    }

    // Npgsql gave the error, closed the connection, and called the next statement an invalid operation: that was the answer.
    [Fact]
    public async Task BehindAnErrorOfTheServerIsALinkThatBroke()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        var isError = false;
        var cut = proxy.CutBefore(
            message =>
            {
                isError |= message.Name == "ErrorResponse";
                return isError && message.Name == "ReadyForQuery";
            },
            CutStyle.Close);
        var several = Shop.New().And(
            ("0005_alone.sql", "-- lockstep: no-transaction\nSELECT 1"), ("0005_alone.down.sql", "SELECT 1"));

        var answer = await stack.UpdateAsync(several, TestStack.Revision(2));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        (await database.JournalAsync()).Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("ReadyForQuery", CutStyle.Close)]
    [InlineData("CommandComplete", CutStyle.Close)]
    [InlineData("CopyInResponse", CutStyle.Reset)]
    public async Task BeforeACopyIsALinkThatBroke(string name, CutStyle style)
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        var isNear = false;
        var cut = proxy.CutBefore(
            message =>
            {
                isNear |= message.Text?.Contains("lockstep.statement_timeout", StringComparison.Ordinal) == true;
                return isNear && message.Name == name;
            },
            style);
        var image = Shop.Old().And(("3_copy.sql", "CREATE TABLE copied (id int);\nCOPY copied FROM STDIN;\n1\n2\n\\.\n"));

        var answer = await stack.UpdateAsync(image, TestStack.Revision(2));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        (await database.ValueAsync("SELECT count(*) FROM copied")).ShouldBe("2");
    }

    // Each try that had waited for a lock was counted as a link that broke: the first one was the seventh, and the last.
    [Fact]
    public async Task BehindLocksThatWereWaitedForIsTheFirst()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        await using var somebody = await database.SessionAsync("BEGIN; LOCK TABLE customers IN ACCESS SHARE MODE");
        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "50ms")));
        while (!stack.Log.Text.Contains("is run again after attempt 6", StringComparison.Ordinal) && !update.IsCompleted)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        proxy.CutAll(CutStyle.Reset);
        await somebody.CloseAsync();

        (await update).ShouldSucceed();
        (await database.JournalAsync()).Count.ShouldBe(4);
    }

    // The name leads to the former writer for a while, which only reads by now.
    [Theory]
    [InlineData("CommandComplete", "ALTER TABLE")]
    [InlineData("CommandComplete", "SELECT")]
    public async Task AndAServerThatOnlyReadsForAWhileAreAFailover(string name, string text)
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        proxy.CutBefore(
            message =>
            {
                var isNow = message.Name == name && message.Text?.StartsWith(text, StringComparison.Ordinal) == true;
                return isNow && Only(database, "SET default_transaction_read_only = on");
            },
            CutStyle.Reset);

        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        await stack.Log.UntilItSaysAsync("read-only transaction", update);
        Only(database, "RESET default_transaction_read_only");
        (await update).ShouldSucceed();
        (await database.JournalAsync()).Count.ShouldBe(4);
        stack.Log.Text.ShouldContain("cannot execute UPDATE in a read-only transaction");
    }

    [Fact]
    public async Task EveryTimeIsAFailureThatSaysSoSoon()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        var image = Shop.Old().And(("0003_crash.sql", "CREATE TABLE a ();\nSELECT pg_terminate_backend(pg_backend_pid())"));

        var answer = await stack.UpdateAsync(image, TestStack.Revision(2));

        answer.ShouldFail("The connection to the database broke 5 times before the work was done");
        (await database.TablesAsync()).ShouldBe(before);
        (await database.DeploymentsAsync())[^1].ShouldBe("Update|failed|2|2");
    }

    [Fact]
    public async Task WhileARefusedRollbackIsTakenBackDoesNotKeepItFromTheRecord()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        await database.ExecuteAsync("INSERT INTO orders VALUES (8, 2)");
        var cut = proxy.CutBefore(message => message is { Sender: PgSender.Client, Text: "ROLLBACK" }, CutStyle.Reset);

        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("table public.orders holds data that was written after the migration");
        (await database.DeploymentsAsync())[^1].ShouldBe("Update|succeeded|4|4");
        (await database.JournalAsync()).TakeLast(2).ShouldBe(["0003_create_orders.sql|kept", "0004_add_email.sql|kept"]);
    }

    [Fact]
    public async Task AfterARefusedRollbackHasRestoredAnIndexTheSecondTryRestoresItToo()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        var next = Shop.New().And(
            ("0005_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0005_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        await database.ExecuteAsync("INSERT INTO orders VALUES (8, 2)");
        var before = await database.TablesAsync();
        var isRestored = false;
        var cut = proxy.CutBefore(
            message =>
            {
                var wasRestored = isRestored;
                isRestored |= message is { Name: "CommandComplete", Text: "CREATE INDEX" };
                return wasRestored && message is { Sender: PgSender.Client, Text: var text }
                    && text?.StartsWith("UPDATE lockstep.owner", StringComparison.Ordinal) == true;
            },
            CutStyle.Reset);

        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        answer.Reason!.ShouldStartWith("The rollback did not revert 0005_i.sql, 0004_add_email.sql, 0003_create_orders.sql");
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync())[^1].ShouldBe("0005_i.sql|kept");
        (await database.DeploymentsAsync())[^1].ShouldBe("Update|succeeded|5|5");
    }

    [Fact]
    public async Task AWholeRollbackIsRepeatedToo()
    {
        await using var shop = await LinkedShop.StartAsync(postgres);
        var (database, proxy, stack) = shop;
        var before = await database.TablesAsync();
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        var cut = proxy.DropReplyToCommit(CutStyle.Reset);

        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(before);
    }

    // The reply to the first COMMIT, which is the last, is lost, and with it the time to work is over.
    static async Task<Answer> AnsweredLateAsync(LinkedShop shop, Image image, JsonObject request)
    {
        var (database, proxy, stack) = shop;
        var clock = new LeapingClock();
        using var hurried = new TestStack(proxy.Through(database.ConnectionString))
        {
            StackId = stack.StackId,
            Log = stack.Log,
            Clock = clock,
        };
        var cut = proxy.CutBefore(message => message is { Name: "CommandComplete", Text: "COMMIT" } && IsOver(clock), CutStyle.Reset);
        var answer = await hurried.SendAsync(image, request);

        // The clock has leapt before it: the answer may be there first.
        await cut.Happened.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return answer;
    }

    static bool Only(TestDatabase database, string setting)
    {
        database.ExecuteAsync(
            $"BEGIN READ WRITE; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {setting}', current_database()); END $$; COMMIT")
            .GetAwaiter().GetResult();
        return true;
    }

    static bool IsOver(LeapingClock clock)
    {
        clock.Leap(TestStack.AllWork);
        return true;
    }
}
