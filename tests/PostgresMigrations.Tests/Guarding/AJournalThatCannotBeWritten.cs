using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Guarding;

/// <summary>Somebody has changed the tables, or a disk is full: our own statements fail, and no script is to blame.</summary>
public sealed class AJournalThatCannotBeWritten(SharedPostgres postgres)
{
    [Fact]
    public async Task FailsADeploymentThatCannotBeRecordedAndSaysWhere()
    {
        var (database, stack) = await DeployedAsync();
        await database.ExecuteAsync("ALTER TABLE lockstep.deployment DROP COLUMN run");

        var answer = await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));

        answer.ShouldFail(": recording the request in schema lockstep failed with 42703 ");
        answer.ShouldFail(" does not exist. The database's log says more.");
    }

    [Fact]
    public async Task LeavesNothingOfADeploymentWhoseRowsCannotBeWritten()
    {
        var (database, stack) = await DeployedAsync();
        var before = await database.TablesAsync();
        await database.ExecuteAsync("ALTER TABLE lockstep.journal ADD CONSTRAINT no_more CHECK (name NOT LIKE '0004%')");

        var answer = await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));

        answer.ShouldFail("The journal in schema lockstep could not be written: 23514 new row for relation \"journal\"");
        answer.ShouldFail("The database's log says more.");
        (await database.TablesAsync()).ShouldBe(before);
    }

    async Task<(TestDatabase Database, TestStack Stack)> DeployedAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }
}
