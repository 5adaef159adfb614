using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

/// <summary>
/// Its link broke in a script that no transaction is around. When it is back, others have done the work, or taken it back.
/// </summary>
public sealed class ARunThatReconnectsTooLate(SharedPostgres postgres) : IAsyncDisposable
{
    static readonly Image Start = Image.With(
        ("1_a.sql", "CREATE TABLE a (id int)"), ("1_a.down.sql", "DROP TABLE a"));

    // Run twice, it shows.
    static readonly Image Alone = Start.And(
        ("2_alone.sql", "-- lockstep: no-transaction\nINSERT INTO a VALUES (1);\nSELECT pg_advisory_lock(4711);\n"
            + "INSERT INTO a VALUES (2);\nSELECT pg_advisory_unlock(4711)"),
        ("2_alone.down.sql", "-- lockstep: no-transaction\n-- lockstep: allow data-loss: they are the script's own\nDELETE FROM a"));

    readonly FaultProxy _link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    // It ran the script from its start: the rollback had been answered, and its rows were there.
    [Fact]
    public async Task WritesNothingBehindTheRollback()
    {
        var (database, stack, cut) = await StartAsync();
        using var _ = stack;
        using var __ = cut;
        var before = await database.CatalogueAsync();
        await using var holder = await database.LockAsync(4711);
        var running = cut.DeliverAsync(Alone, Update(cut));
        await database.UntilSomebodyWaitsForAsync(4711);

        _link.CutAll(CutStyle.Reset);
        (await stack.RollBackAsync(Start, TestStack.Revision(2), TestStack.Revision(1))).ShouldSucceed();
        await holder.DisposeAsync();
        _link.Heal();

        (await running).ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.ValueAsync("SELECT count(*) FROM a")).ShouldBe("0");
        cut.Log.Text.ShouldContain("took over");
    }

    // It tried its statement for all its time, with a lock that the rollback waited for and nobody knew to be its.
    [Fact]
    public async Task DoesNotKeepTheLockThatItGetsBeforeTheRollback()
    {
        var (database, stack, cut) = await StartAsync();
        using var _ = stack;
        using var __ = cut;
        await using var holder = await database.LockAsync(4711);
        var running = cut.DeliverAsync(Alone, Update(cut));
        await database.UntilSomebodyWaitsForAsync(4711);

        // Ended by the server, it finds its lock free at once.
        await database.ExecuteAsync("UPDATE lockstep.deployment SET state = 'superseded' WHERE state = 'running'");
        await database.ExecuteAsync(
            "SELECT pg_terminate_backend(backend_pid) FROM lockstep.deployment WHERE state = 'superseded'");

        (await running).ShouldBeNull();
        cut.Log.Text.ShouldNotContain("55P03");
        cut.Log.Text.ShouldContain("took over");
    }

    // It ran the script from its start, and each row was there twice.
    [Fact]
    public async Task DoesNotDoAgainWhatAnotherDeliveryHasDone()
    {
        var (database, stack, cut) = await StartAsync();
        using var _ = stack;
        using var __ = cut;
        await using var holder = await database.LockAsync(4711);
        var update = Update(stack);
        var first = cut.DeliverAsync(Alone, update.DeepClone().AsObject());
        await database.UntilSomebodyWaitsForAsync(4711);

        _link.CutAll(CutStyle.Reset);
        var second = stack.DeliverAsync(Alone, update);
        await database.UntilAsync("SELECT max(run) = 2 FROM lockstep.deployment");
        await holder.DisposeAsync();
        (await second).ShouldNotBeNull().ShouldSucceed();
        _link.Heal();

        (await first)?.ShouldSucceed();
        (await database.RowsAsync("SELECT id FROM a ORDER BY id")).ShouldBe(["1", "2"]);
    }

    // Its own lock gone, by whatever it calls, it would go on beside somebody else.
    [Fact]
    public async Task PassesTheFenceWithEachStatement()
    {
        var (database, answer) = await UpdateDuringWhichAsync(
            "UPDATE lockstep.deployment SET state = 'superseded' WHERE state = 'running'");

        answer.ShouldBeNull();
        (await database.RowsAsync("SELECT id FROM a ORDER BY id")).ShouldBe(["1"]);
    }

    // It ended a row that was not there any more, and answered SUCCESS.
    [Fact]
    public async Task DoesNotEndAScriptThatSomebodyElseHasBegunAnew()
    {
        var (database, answer) = await UpdateDuringWhichAsync(
            "UPDATE lockstep.journal SET state = 'reverted' WHERE state = 'running'");

        answer.ShouldNotBeNull().ShouldFail("another migrator took it");
        (await database.DeploymentsAsync())[^1].ShouldBe("Update|failed|1|1");
    }

    // What somebody else does while the script waits; the link of the run holds.
    async Task<(TestDatabase Database, Answer? Answer)> UpdateDuringWhichAsync(string sql)
    {
        var (database, stack, cut) = await StartAsync();
        using var _ = stack;
        using var __ = cut;
        await using var holder = await database.LockAsync(4711);
        var running = stack.DeliverAsync(Alone, Update(stack));
        await database.UntilSomebodyWaitsForAsync(4711);

        await database.ExecuteAsync(sql);
        await holder.DisposeAsync();
        return (database, await running);
    }

    static JsonObject Update(TestStack stack) => stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1));

    async Task<(TestDatabase Database, TestStack Stack, TestStack Cut)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Start, TestStack.Revision(1))).ShouldSucceed();
        return (database, stack, new TestStack(_link.Through(database.ConnectionString)) { StackId = stack.StackId });
    }
}
