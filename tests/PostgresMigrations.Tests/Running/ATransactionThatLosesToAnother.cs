using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>The server ends it, so that the other one can go on: it left nothing, and its second attempt finds nobody in the way.</summary>
public sealed class ATransactionThatLosesToAnother(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const int Gate = 4713;
    const int GateOfTheOther = 4714;

    static readonly Image Counters = Image.With(
        ("1_counters.sql", "CREATE TABLE counters (n int); INSERT INTO counters VALUES (0); CREATE TABLE others ()"));

    // Whoever waits second closes the ring, and finds it a second later: the other one's patience is without end.
    [Theory]
    [InlineData("")]
    [InlineData(Alone)]
    public async Task InADeadlockRunsAgain(string kind)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Counters, TestStack.Revision(1));
        await using var gate = await database.LockAsync(Gate);
        await using var gateOfTheOther = await database.LockAsync(GateOfTheOther);

        var other = database.ExecuteAsync(
            "BEGIN; SET LOCAL deadlock_timeout = '1h'; LOCK TABLE others; "
                + $"SELECT pg_advisory_xact_lock({GateOfTheOther}); LOCK TABLE counters; COMMIT");
        await database.UntilSomebodyWaitsForAsync(GateOfTheOther);
        var update = stack.UpdateAsync(
            Counters.And(("2_both.sql", $"{kind}DO $$ BEGIN UPDATE counters SET n = n + 1; "
                + $"PERFORM pg_advisory_xact_lock({Gate}); LOCK TABLE others; END $$")),
            TestStack.Revision(2));
        await database.UntilSomebodyWaitsForAsync(Gate);
        await gateOfTheOther.DisposeAsync();
        await database.UntilAsync("SELECT count(*) > 0 FROM pg_locks WHERE relation = 'counters'::regclass AND NOT granted");
        await gate.DisposeAsync();
        await other;

        (await update).ShouldSucceed();
        RunsAgainAfter(stack, "40P01 deadlock detected");
        (await database.ValueAsync("SELECT n FROM counters")).ShouldBe("1");
    }

    [Theory]
    [InlineData("SET default_transaction_isolation = 'serializable';\nUPDATE counters SET n = n + 1")]
    [InlineData("BEGIN ISOLATION LEVEL SERIALIZABLE;\nUPDATE counters SET n = n + 1;\nCOMMIT")]
    public async Task ForItsIsolationRunsAgain(string script)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Counters, TestStack.Revision(1));
        await using var other = await database.SessionAsync("BEGIN; UPDATE counters SET n = n + 1");

        var update = stack.UpdateAsync(Counters.And(("2_count.sql", $"{Alone}{script}")), TestStack.Revision(2));
        await database.UntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() "
                + "AND wait_event_type = 'Lock' AND query LIKE 'UPDATE counters%'");
        await TestDatabase.ExecuteAsync(other, "COMMIT");

        (await update).ShouldSucceed();
        RunsAgainAfter(stack, "40001 could not serialize access due to concurrent update");
        (await database.ValueAsync("SELECT n FROM counters")).ShouldBe("2");
    }

    static void RunsAgainAfter(TestStack stack, string error)
    {
        var line = stack.Log.Text.Split('\n').Single(line => line.Contains("is run again after", StringComparison.Ordinal));
        line.ShouldContain("after attempt 1");
        line.ShouldContain(error);
    }
}
