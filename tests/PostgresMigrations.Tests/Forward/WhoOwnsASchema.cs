using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class WhoOwnsASchema(SharedPostgres postgres)
{
    [Fact]
    public async Task IsTheStackThatIsCreatedAgain()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var first = new TestStack(database.ConnectionString);
        using var again = new TestStack(database.ConnectionString);
        await first.CreateAsync(Shop.Old(), TestStack.Revision(1));

        var answer = await again.CreateAsync(Shop.New(), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("2");
        again.Log.Text.ShouldContain("it is taken over");
        (await database.ValueAsync("SELECT stack_id FROM lockstep.owner")).ShouldBe(again.StackId);
    }

    [Fact]
    public async Task IsNotASecondResourceOfTheSameStack()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var first = new TestStack(database.ConnectionString);
        using var second = new TestStack(database.ConnectionString) { StackId = first.StackId, LogicalId = "Other" };
        await first.CreateAsync(Shop.Old(), TestStack.Revision(1));

        (await second.CreateAsync(Shop.Old(), TestStack.Revision(1)))
            .ShouldFail("Schema \"public\" belongs to the resource Migration of this stack.");
        (await second.CreateAsync(Shop.Old(), TestStack.Revision(1, ("TakeOver", "true")))).ShouldSucceed();
        (await first.DeleteAsync(Shop.Old(), TestStack.Revision(1, ("OnDelete", "Revert"))))
            .Reason!.ShouldContain("belongs to Other");
        (await database.TablesAsync()).ShouldContain(table => table.StartsWith("customers(", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IsNobodyWhenItHasTablesOfUnknownOrigin()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(
            "CREATE TABLE a (); CREATE TABLE b (id serial); CREATE VIEW c AS SELECT 1; CREATE TABLE d ()");
        using var stack = new TestStack(database.ConnectionString);

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1)))
            .ShouldFail("has relations that no script made (a, b, c), and no journal");
    }

    [Fact]
    public async Task CountsNoRelationOfAnExtension()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync("CREATE EXTENSION pg_stat_statements");
        using var stack = new TestStack(database.ConnectionString);

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
    }
}
