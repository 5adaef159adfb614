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
}
