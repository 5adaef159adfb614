using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>
/// The stack is back and the database is not: somebody continued the rollback with <c>--resources-to-skip</c>, so that nobody
/// was asked.
/// </summary>
public sealed class ARollbackThatWasSkipped(SharedPostgres postgres)
{
    [Fact]
    public async Task IsFoundDoneByTheNextDeploymentThatHasItsScripts()
    {
        using var stack = await SkippedAsync();
        var next = Shop.New().And(("0005_more.sql", "CREATE TABLE more ()"), ("0005_more.down.sql", "DROP TABLE more"));

        var answer = await stack.SendAsync(next, stack.Event("Update", TestStack.Revision(3), TestStack.Revision(1)));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("1");
        answer["DatabaseVersion"].ShouldBe("5");
        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(3), TestStack.Revision(1)))["DatabaseVersion"].ShouldBe("2");
    }

    [Fact]
    public async Task LeavesTheSchemaAheadOfADeploymentThatDoesNotHaveItsScripts()
    {
        using var stack = await SkippedAsync();

        var answer = await stack.SendAsync(Shop.Old(), stack.Event("Update", TestStack.Revision(3), TestStack.Revision(1)));

        answer.ShouldSucceed();
        answer["SchemaVersion"].ShouldBe("2");
        answer["DatabaseVersion"].ShouldBe("4");
    }

    async Task<TestStack> SkippedAsync()
    {
        var stack = new TestStack((await TestDatabase.CreateAsync(postgres)).ConnectionString);
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2))).ShouldSucceed();
        return stack;
    }
}
