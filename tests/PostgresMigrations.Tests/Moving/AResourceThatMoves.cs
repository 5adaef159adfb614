using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Moving;

/// <summary>Another physical id, and the Delete that CloudFormation sends for the old one when it is done.</summary>
public sealed class AResourceThatMoves(SharedPostgres postgres)
{
    [Fact]
    public async Task KeepsItsSchemaUnderAnAliasOfTheSameServer()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var (alias, drop) = (("Host", "db.example.com"), ("OnDelete", "DropSchema"));
        var old = await stack.CreateAsync(Shop.Old(), Mine(1, drop));

        var moved = await stack.UpdateAsync(Shop.New(), Mine(2, drop, alias));

        moved.PhysicalResourceId.ShouldBe(
            old.PhysicalResourceId.Replace("127.0.0.1", "db.example.com", StringComparison.Ordinal));
        (moved.PhysicalResourceId == old.PhysicalResourceId).ShouldBeFalse();
        (await stack.DeleteAsync(Shop.New(), Mine(1, drop), old.PhysicalResourceId)).Reason!.ShouldContain("nothing was touched");
        (await database.TablesAsync("mine")).ShouldContain(table => table.StartsWith("orders(", StringComparison.Ordinal));
        (await stack.DeleteAsync(Shop.New(), Mine(2, drop, alias), moved.PhysicalResourceId)).Reason.ShouldBeNull();
        (await database.TablesAsync("mine")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GoesBackToItsOldNameWhenItsUpdateIsRolledBack()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var (alias, drop) = (("Host", "db.example.com"), ("OnDelete", "DropSchema"));
        var old = await stack.CreateAsync(Shop.Old(), Mine(1, drop));
        var before = await database.TablesAsync("mine");
        var moved = await stack.UpdateAsync(Shop.New(), Mine(2, drop, alias));

        var back = await stack.RollBackAsync(Shop.Old(), Mine(2, drop, alias), Mine(1, drop));

        back["DatabaseVersion"].ShouldBe("2");
        back.PhysicalResourceId.ShouldBe(old.PhysicalResourceId);
        (await stack.DeleteAsync(Shop.Old(), Mine(2, drop, alias), moved.PhysicalResourceId)).ShouldSucceed();
        (await database.TablesAsync("mine")).ShouldBe(before);
    }

    // The id on record was that of the other schema, with the properties of this one: neither was ever deleted.
    [Fact]
    public async Task GoesBackToItsOldNameAlsoWhereTheRollbackDoesNotReachTheDatabase()
    {
        var drop = ("OnDelete", "DropSchema");
        var (old, other) = (Mine(1, drop), TestStack.Revision(2, ("Schema", "other"), drop));
        var (database, former, moved, back) = await RollBackWithoutDatabaseAsync(old, other);

        back.PhysicalResourceId.ShouldBe(former.PhysicalResourceId);
        using var stack = former.Stack;
        (await stack.DeleteAsync(Shop.Old(), other, moved)).Reason.ShouldBeNull();
        (await database.TablesAsync("other")).ShouldBeEmpty();
        (await database.TablesAsync("mine")).ShouldNotBeEmpty();
        (await stack.DeleteAsync(Shop.Old(), old, back.PhysicalResourceId)).Reason.ShouldBeNull();
        (await database.TablesAsync("mine")).ShouldBeEmpty();
    }

    // The schema is on record as the alias's, whose Delete would drop it.
    [Fact]
    public async Task KeepsItsAliasWhereTheRollbackDoesNotReachTheDatabase()
    {
        var drop = ("OnDelete", "DropSchema");
        var (_, former, moved, back) = await RollBackWithoutDatabaseAsync(Mine(1, drop), Mine(2, drop, ("Host", "db.example.com")));

        former.Stack.Dispose();
        back.PhysicalResourceId.ShouldBe(moved);
        moved.ShouldNotBe(former.PhysicalResourceId, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("Retain", true)]
    [InlineData("Revert", false)]
    [InlineData("DropSchema", false)]
    public async Task LeavesTheNewSchemaOfARollbackAsItsOnDeleteSays(string onDelete, bool stays)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var (old, other) = (Mine(1, ("OnDelete", onDelete)), TestStack.Revision(2, ("Schema", "other"), ("OnDelete", onDelete)));
        await stack.CreateAsync(Shop.Old(), old);
        var before = await database.TablesAsync("mine");
        var moved = await stack.UpdateAsync(Shop.New(), other);

        var back = await stack.SendAsync(Shop.Old(), stack.Event("Update", old, other, moved.PhysicalResourceId));
        (await stack.DeleteAsync(Shop.Old(), other, moved.PhysicalResourceId)).ShouldSucceed();

        back.ShouldSucceed();
        back["DatabaseVersion"].ShouldBe("2");
        (await database.TablesAsync("mine")).ShouldBe(before);
        (await database.TablesAsync("other")).Any().ShouldBe(stays);
        (await stack.UpdateAsync(Shop.New(), other))["DatabaseVersion"].ShouldBe("4");
    }

    [Fact]
    public async Task FindsItsOldDatabaseAsItWasWhenItsUpdateIsRolledBack()
    {
        var (here, there) = (await TestDatabase.CreateAsync(postgres), await TestDatabase.CreateAsync(postgres));
        using var stack = new TestStack(here.ConnectionString);
        using var elsewhere = new TestStack(there.ConnectionString) { StackId = stack.StackId };
        var (old, other) = (In(here, 1), In(there, 2));
        await stack.CreateAsync(Shop.Old(), old);
        var before = await here.TablesAsync();
        (await elsewhere.SendAsync(Shop.New(), stack.Event("Update", other, old)))["DatabaseVersion"].ShouldBe("4");

        var back = await stack.RollBackAsync(Shop.New(), other, old);

        back["DatabaseVersion"].ShouldBe("2");
        (await here.TablesAsync()).ShouldBe(before);
        (await there.TablesAsync()).ShouldContain(table => table.StartsWith("orders(", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IsReplacedUnderANewLogicalIdWithoutLosingAnything()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        using var renamed = new TestStack(database.ConnectionString) { StackId = stack.StackId, LogicalId = "Database" };
        await stack.CreateAsync(Shop.Old(), Mine(1, ("OnDelete", "DropSchema")));

        (await renamed.CreateAsync(Shop.New(), Mine(2, ("OnDelete", "DropSchema"), ("TakeOver", "true"))))["AppliedCount"]
            .ShouldBe("2");
        (await stack.DeleteAsync(Shop.New())).Reason!.ShouldContain("belongs to Database by now, so nothing was touched.");

        (await database.TablesAsync("mine")).ShouldContain(table => table.StartsWith("orders(", StringComparison.Ordinal));
        (await renamed.UpdateAsync(Shop.New(), Mine(3, ("TakeOver", "true")))).ShouldSucceed();
    }

    [Theory]
    [InlineData("Revert")]
    [InlineData("DropSchema")]
    public async Task LeavesWhatItTookOverWhenItsCreateIsTakenBack(string onDelete)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        using var renamed = new TestStack(database.ConnectionString) { StackId = stack.StackId, LogicalId = "Database" };
        await stack.CreateAsync(Shop.Old(), Mine(1));
        await database.ExecuteAsync("INSERT INTO mine.customers VALUES (5, 'Barbara')");
        await renamed.CreateAsync(Shop.Old(), Mine(2, ("OnDelete", onDelete), ("TakeOver", "true")));

        (await renamed.DeleteAsync(Shop.Old())).ShouldSucceed();

        (await database.ValueAsync("SELECT count(*) FROM mine.customers")).ShouldBe("3");
        (await stack.UpdateAsync(Shop.New(), Mine(3)))["DatabaseVersion"].ShouldBe("4");
    }

    // What it took over stands on each other: without the former lower view there is no former upper one.
    [Fact]
    public async Task GivesBackTheViewsThatItReplacedWhenItsCreateIsTakenBack()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        using var renamed = new TestStack(database.ConnectionString) { StackId = stack.StackId, LogicalId = "Database" };
        await stack.CreateAsync(WithViews("id"), Mine(1));
        var before = await database.CatalogueAsync();
        await renamed.CreateAsync(WithViews("name, id"), Mine(2, ("OnDelete", "Revert"), ("TakeOver", "true")));

        (await renamed.DeleteAsync(WithViews("name, id"))).ShouldSucceed();

        (await database.CatalogueAsync()).ShouldBe(before);
    }

    static Image WithViews(string columns) => Shop.Old().And(
        ("repeatable/a_lower.sql", $"CREATE VIEW lower_view AS SELECT {columns} FROM customers"),
        ("repeatable/b_upper.sql", $"CREATE VIEW upper_view AS SELECT {columns} FROM lower_view"));

    static JsonObject Mine(int revision, params (string, string)[] others) =>
        TestStack.Revision(revision, [("Schema", "mine"), .. others]);

    static JsonObject In(TestDatabase database, int revision) => TestStack.Revision(
        revision, ("Database", new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!));

    async Task<(TestDatabase Database, (TestStack Stack, string PhysicalResourceId) Former, string Moved, Answer Back)>
        RollBackWithoutDatabaseAsync(JsonObject old, JsonObject other)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var linked = new TestStack(link.Through(database.ConnectionString)) { Timeout = TimeSpan.FromSeconds(9) };
        var created = await linked.CreateAsync(Shop.Old(), old);
        var moved = await linked.UpdateAsync(Shop.New(), other);
        moved.ShouldSucceed();
        link.RefuseConnections();

        var back = await linked.SendAsync(
            Shop.Old(), linked.Event("Update", old, other, moved.PhysicalResourceId, signedAt: linked.Clock.GetUtcNow().AddMinutes(-16)));

        back.ShouldSucceed();
        back.Reason!.ShouldStartWith("The rollback could not be carried out. ");
        var stack = new TestStack(database.ConnectionString) { StackId = linked.StackId };
        return (database, (stack, created.PhysicalResourceId), moved.PhysicalResourceId, back);
    }
}
