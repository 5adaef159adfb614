using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

public sealed class AnUpdateThatFailed(SharedPostgres postgres)
{
    [Fact]
    public async Task LeavesNothingAndKeepsTheId()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = Shop.New().And(("0005_break.sql", "CREATE TABLE good ();\n\nINSERT INTO  custmer VALUES (1)"));
        var created = await stack.CreateAsync(old, TestStack.Revision(1));
        var before = await database.TablesAsync();

        var failed = await stack.UpdateAsync(next, TestStack.Revision(2));

        failed.ShouldFail("0005_break.sql:3:14: 42P01 relation \"custmer\" does not exist");
        failed.PhysicalResourceId.ShouldBe(created.PhysicalResourceId);
        (await database.TablesAsync()).ShouldBe(before);

        var rolledBack = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));
        rolledBack.ShouldSucceed();
        rolledBack["DatabaseVersion"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(before);
        (await database.DeploymentsAsync()).ShouldBe(["Create|succeeded|0|2", "Update|failed|2|2", "Update|succeeded|2|2"]);
    }

    [Fact]
    public async Task UndoesWhatItHadCommittedBesides()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = Shop.New().And(
            ("0005_index.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY customers_name ON customers (name)"),
            ("0005_index.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY customers_name"),
            ("0006_break.sql", "SELECT 1/0"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        var before = await database.TablesAsync();

        var failed = await stack.UpdateAsync(next, TestStack.Revision(2));

        failed.ShouldFail("0006_break.sql:1:1: 22012 division by zero. What had been committed by then is undone.");
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync()).Where(row => row.EndsWith("|applied", StringComparison.Ordinal)).Count().ShouldBe(2);
    }

    [Fact]
    public async Task KeepsRowsThatWereWrittenWhileItRan()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var image = Shop.Old().And(
            ("1003_c.sql", "CREATE TABLE c (i int)"), ("1003_c.down.sql", "DROP TABLE c"),
            ("1004_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY ci ON c (i)"),
            ("1004_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY ci"),
            ("1005_f.sql", "SELECT pg_advisory_lock(4711); SELECT 1/0"));
        await using var holder = await database.LockAsync(4711);
        var running = stack.UpdateAsync(image, TestStack.Revision(2));
        await database.UntilSomebodyWaitsForAsync(4711);
        await database.ExecuteAsync("INSERT INTO c VALUES (7)");

        await holder.DisposeAsync();

        (await running).ShouldFail("table public.c holds data that was written after the migration");
        (await database.RowsAsync("SELECT i FROM c")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task IsNotUndoneInBatchesThatDelete()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await database.ExecuteAsync("CREATE TABLE theirs AS SELECT 1 AS i");
        var next = Shop.Old().And(
            ("1003_c.sql", "INSERT INTO theirs VALUES (2)"),
            ("1003_c.down.sql", "-- lockstep: batches\nDELETE FROM theirs WHERE i = (SELECT max(i) FROM theirs)"));
        await stack.UpdateAsync(next, TestStack.Revision(2));

        var back = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        back.ShouldSucceed();
        back.Reason!.ShouldContain("1003_c.down.sql repeats a statement that deletes");
        (await database.RowsAsync("SELECT i FROM theirs ORDER BY i")).ShouldBe(["1", "2"]);
    }
}
