using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>The first has committed, the second has not begun, and the time to work is over.</summary>
public sealed class ADeadlineBetweenTwoScripts(SharedPostgres postgres)
{
    bool _inserted;
    bool _committed;
    bool _wentOn;

    static readonly Image Before = Image.With(("1_log.sql", "CREATE TABLE log (id int, line text)"));

    static readonly Image Three = Before.And(
        ("2_a.sql", "INSERT INTO log VALUES (2, 'a')"), ("2_a.down.sql", "DELETE FROM log WHERE id = 2"),
        ("3_b.sql", "INSERT INTO log VALUES (3, 'b')"), ("3_b.down.sql", "DELETE FROM log WHERE id = 3"),
        ("4_c.sql", "INSERT INTO log VALUES (4, 'c')"), ("4_c.down.sql", "DELETE FROM log WHERE id = 4"));

    // What is left of it is too little for another run.
    static readonly (string, string)[] LastRun = [("Transaction", "Script"), ("ServiceTimeout", "70")];

    [Fact]
    public async Task IsWhereAnotherRunGoesOn()
    {
        var (database, stack, answer, hurried) = await StopAsync(("Transaction", "Script"));
        using var _ = stack;
        using var __ = hurried;
        answer.ShouldBeNull();
        hurried.Continuations.TryDequeue(out var next).ShouldBeTrue();

        (await stack.DeliverAsync(Three, next!)).ShouldNotBeNull().ShouldSucceed();

        stack.LastAnswer!["AppliedCount"].ShouldBe("3");
        (await database.RowsAsync("SELECT line FROM log ORDER BY id")).ShouldBe(["a", "b", "c"]);
        (await database.ValueAsync("SELECT state || ' ' || run FROM lockstep.deployment ORDER BY id DESC LIMIT 1"))
            .ShouldBe("succeeded 2");
    }

    [Fact]
    public async Task StopsThereInTheLastRunAndTheNextDeploymentGoesOn()
    {
        var (database, stack, answer, _) = await StopAsync(LastRun);
        using var __ = stack;
        answer.ShouldNotBeNull().ShouldFail("The function's time was over before the scripts were done");
        answer.ShouldFail("Committed and still there: 2_a.sql.");
        (await database.JournalAsync()).ShouldBe(["1_log.sql|applied", "2_a.sql|applied"]);
        (await database.DeploymentsAsync())[^1].ShouldBe("Update|failed|1|2");

        var next = await stack.UpdateAsync(Three, TestStack.Revision(3, ("Transaction", "Script")));

        next.ShouldSucceed();
        next["AppliedCount"].ShouldBe("2");
        next["PreviousVersion"].ShouldBe("2");
        (await database.RowsAsync("SELECT line FROM log ORDER BY id")).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task GoesOnBehindARollbackThatKeepsWhatIsDone()
    {
        (string, string)[] keep = [.. LastRun, ("OnRollback", "Keep")];
        var (database, stack, _, _) = await StopAsync(keep);
        using var __ = stack;

        (await stack.RollBackAsync(Before, TestStack.Revision(2, keep), stack.Properties)).ShouldSucceed();
        var next = await stack.UpdateAsync(Three, TestStack.Revision(3, keep));

        next["AppliedCount"].ShouldBe("2");
        (await database.RowsAsync("SELECT line FROM log ORDER BY id")).ShouldBe(["a", "b", "c"]);
        (await database.JournalAsync()).ShouldBe(
            ["1_log.sql|applied", "2_a.sql|applied", "3_b.sql|applied", "4_c.sql|applied"]);
    }

    [Fact]
    public async Task TakesBackWhatIsDoneWithTheRollback()
    {
        var (database, stack, _, _) = await StopAsync(LastRun);
        using var __ = stack;

        (await stack.RollBackAsync(Before, TestStack.Revision(2, LastRun), stack.Properties))
            .ShouldSucceed();

        (await database.RowsAsync("SELECT line FROM log")).ShouldBeEmpty();
        (await stack.UpdateAsync(Three, TestStack.Revision(3)))["AppliedCount"].ShouldBe("3");
    }

    // The clock stands still but for one leap, at the moment when the server has committed the first script.
    async Task<(TestDatabase Database, TestStack Stack, Answer? Answer, TestStack Hurried)> StopAsync(
        params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Before, TestStack.Revision(1))).ShouldSucceed();
        await database.UntilAsync(
            "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'lockstep' AND datname = current_database()");
        await using var proxy = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var hurried = new TestStack(proxy.Through(database.ConnectionString)) { Clock = clock, CanInvoke = true };
        proxy.CutBefore(message => Leap(message, () => clock.Advance(hurried.Timeout * 0.76)), CutStyle.Close);

        var answer = await hurried.DeliverAsync(
            Three, stack.Event("Update", TestStack.Revision(2, properties), stack.Properties));

        (_committed, _wentOn).ShouldBe((true, false));
        return (database, stack, answer, hurried);
    }

    bool Leap(PgMessage message, Action advance)
    {
        _inserted |= message is { Name: "Parse", Text: "INSERT INTO log VALUES (2, 'a')" };
        if (_inserted && !_committed && message is { Name: "CommandComplete", Text: "COMMIT" })
        {
            _committed = true;
            advance();
        }

        _wentOn |= _committed && message is { Name: "Parse", Text: "INSERT INTO log VALUES (3, 'b')" };

        return false;
    }
}
