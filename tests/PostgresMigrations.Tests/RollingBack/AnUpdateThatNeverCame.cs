using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>All its runs died before they came to the database, so its rollback found nothing of it; then it is deployed again.</summary>
public sealed class AnUpdateThatNeverCame(SharedPostgres postgres)
{
    // It was taken for a rollback of its own rollback: SUCCESS, and nothing was run.
    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 1)]
    public async Task IsCarriedOutWhenItIsDeployedAgain(int revision, int next)
    {
        var (old, wanted) = (TestStack.Revision(revision, ("LockTimeout", "1s")), TestStack.Revision(next, ("LockTimeout", "2s")));
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), old);
        var before = await database.TablesAsync();
        (await stack.RollBackAsync(Shop.Old(), wanted, old)).ShouldSucceed();

        var again = await stack.UpdateAsync(Shop.New(), wanted);

        again.ShouldSucceed();
        again["AppliedCount"].ShouldBe("2");
        again["DatabaseVersion"].ShouldBe("4");
        var rollback = await stack.RollBackAsync(Shop.Old(), wanted, old);
        rollback.ShouldSucceed();
        rollback["RevertedCount"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(before);
    }

    // Nothing on record tells what was in force before; that its rollback was one, only its Revision did.
    [Fact]
    public async Task IsCarriedOutAlsoWhereTheCreateIsNotOnRecord()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("LockTimeout", "1s")));
        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(3), TestStack.Revision(2))).ShouldSucceed();

        var again = await stack.UpdateAsync(Shop.New(), TestStack.Revision(3));

        again.ShouldSucceed();
        again["DatabaseVersion"].ShouldBe("4");
    }
}
