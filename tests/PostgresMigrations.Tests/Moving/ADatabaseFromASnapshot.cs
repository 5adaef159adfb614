using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Moving;

/// <summary>It brings the journal of the stack that it was taken from along, owner and all.</summary>
public sealed class ADatabaseFromASnapshot(SharedPostgres postgres)
{
    [Fact]
    public async Task IsTakenOverByAnotherStackThatGoesOnWhereItWas()
    {
        var (original, first, copy) = await RestoredAsync("DropSchema");
        using var second = new TestStack(copy.ConnectionString);

        var answer = await second.CreateAsync(Shop.New(), TestStack.Revision(1, ("Schema", "mine"), ("OnDelete", "DropSchema")));

        answer["AppliedCount"].ShouldBe("2");
        answer["PreviousVersion"].ShouldBe("2");
        second.Log.Text.ShouldContain($"belonged to Migration of {first.StackId}; it is taken over");
        (await original.ValueAsync("SELECT version FROM lockstep.version")).ShouldBe("2");
        (await second.DeleteAsync(Shop.New())).Reason!.ShouldContain("was there before this resource");
    }

    [Fact]
    public async Task IsRolledBackToWhatTheSnapshotHeld()
    {
        var (_, _, copy) = await RestoredAsync("Retain");
        using var second = new TestStack(copy.ConnectionString);
        var before = await copy.TablesAsync("mine");
        var broken = Shop.New().And(("0005_x.sql", "SELECT 1/0"));

        (await second.CreateAsync(broken, TestStack.Revision(1, ("Schema", "mine")))).ShouldFail("22012");

        (await copy.TablesAsync("mine")).ShouldBe(before);
        (await copy.ValueAsync("SELECT version FROM lockstep.version")).ShouldBe("2");
    }

    [Fact]
    public async Task IsNotDroppedByAStackThatDidNotMakeIt()
    {
        var (_, _, copy) = await RestoredAsync("DropDatabase");
        using var second = new TestStack(copy.ConnectionString);
        await second.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "mine"), ("OnDelete", "DropDatabase")));

        (await second.DeleteAsync(Shop.Old())).Reason!.ShouldContain("was there before this resource");

        (await copy.TablesAsync("mine")).ShouldNotBeEmpty();
    }

    /// <summary>CloudFormation does not know, and sends an Update because some property was changed.</summary>
    [Fact]
    public async Task UnderTheOldNameIsBroughtForwardByTheNextUpdate()
    {
        var (_, first, copy) = await RestoredAsync("Retain");
        (await first.UpdateAsync(Shop.New(), TestStack.Revision(2, ("Schema", "mine")))).ShouldSucceed();
        using var restored = new TestStack(copy.ConnectionString) { StackId = first.StackId };
        var changed = TestStack.Revision(2, ("Schema", "mine"), ("LockTimeout", "6s"));

        var answer = await restored.SendAsync(Shop.New(), restored.Event("Update", changed, first.Properties));

        answer["AppliedCount"].ShouldBe("2");
        answer["PreviousVersion"].ShouldBe("2");
        answer["DatabaseVersion"].ShouldBe("4");
    }

    async Task<(TestDatabase Original, TestStack First, TestDatabase Copy)> RestoredAsync(string onDelete)
    {
        var original = await TestDatabase.CreateAsync(postgres);
        var first = new TestStack(original.ConnectionString);
        (await first.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "mine"), ("OnDelete", onDelete)))).ShouldSucceed();
        var name = new NpgsqlConnectionStringBuilder(original.ConnectionString).Database;
        var server = new TestDatabase(postgres.Server.SuperuserConnectionString);
        await server.ExecuteAsync($"CREATE DATABASE \"{name}_restored\" TEMPLATE \"{name}\"");
        return (original, first, new TestDatabase(
            new NpgsqlConnectionStringBuilder(original.ConnectionString) { Database = $"{name}_restored" }.ConnectionString));
    }
}
