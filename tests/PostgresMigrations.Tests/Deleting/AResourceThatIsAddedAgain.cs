using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Deleting;

/// <summary>
/// It was let go of with Retain, and its stack has it again under the same name: what its earlier life left is not its new
/// Create's.
/// </summary>
public sealed class AResourceThatIsAddedAgain(SharedPostgres postgres)
{
    const string MadeUp = "shop-Migration-1A2B3C";

    const string Stays = "What was left of this resource before it was added again stays.";

    static readonly Image Failing = Image.With(
        ("1_a.sql", "-- lockstep: no-transaction\nCREATE TABLE a ()"), ("1_a.down.sql", "DROP TABLE a"),
        ("2_x.sql", "SELECT 1/0"));

    // Its answer did not arrive (a made-up id), or a sibling failed. The schema was dropped, or all its scripts were reverted.
    [Theory]
    [InlineData("Retain", MadeUp)]
    [InlineData("Revert", MadeUp)]
    [InlineData("DropSchema", MadeUp)]
    [InlineData("DropDatabase", MadeUp)]
    [InlineData("Revert", null)]
    [InlineData("DropSchema", null)]
    public async Task KeepsItsEarlierLifeWhenItsCreateIsTakenBack(string onDelete, string? physicalId)
    {
        var (database, stack) = await LivedAsync();
        using var _ = stack;
        await database.ExecuteAsync("INSERT INTO mine.customers VALUES (5, 'Barbara')");
        var before = await database.TablesAsync("mine");
        (await stack.CreateAsync(Shop.New(), Mine(2, ("OnDelete", onDelete))))["AppliedCount"].ShouldBe("2");

        var answer = await stack.DeleteAsync(Shop.New(), physicalId: physicalId);

        answer.ShouldSucceed();
        answer.Reason.ShouldBe(Stays);
        (await database.TablesAsync("mine")).ShouldBe(before);
        (await database.ValueAsync("SELECT count(*) FROM mine.customers")).ShouldBe("3");
        (await stack.CreateAsync(Shop.New(), Mine(3)))["AppliedCount"].ShouldBe("2");
    }

    [Theory]
    [InlineData(MadeUp)]
    [InlineData(null)]
    public async Task KeepsItsDatabaseWhenItsCreateIsTakenBack(string? physicalId)
    {
        var connection = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = $"ephemeral-{Guid.NewGuid():N}",
        };
        var database = new TestDatabase(connection.ConnectionString);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1, ("CreateDatabase", "true")));
        var before = await database.TablesAsync();
        (await stack.CreateAsync(
            Shop.New(), TestStack.Revision(2, ("CreateDatabase", "true"), ("OnDelete", "DropDatabase")))).ShouldSucceed();

        (await stack.DeleteAsync(Shop.New(), physicalId: physicalId)).Reason.ShouldBe(Stays);

        (await database.TablesAsync()).ShouldBe(before);
    }

    // Nothing is in it but what somebody may have granted; it went with the first Create that failed.
    [Fact]
    public async Task KeepsAnEmptySchemaWhenItsCreateFails()
    {
        var (database, stack) = await LivedAsync();
        using var _ = stack;
        (await stack.UpdateAsync(Shop.Old(), Mine(2, ("TargetVersion", "0"))))["DatabaseVersion"].ShouldBe("0");

        (await stack.CreateAsync(Failing, Mine(3))).ShouldFail("What had been committed by then is undone.");
        (await SchemasAsync(database)).ShouldBe("1");
        (await stack.DeleteAsync(Failing, physicalId: MadeUp)).ShouldSucceed();

        (await SchemasAsync(database)).ShouldBe("1");
    }

    // The Create on record is that of the earlier life. It was undone, as if its answer had never arrived.
    [Fact]
    public async Task KeepsItsEarlierLifeWhenItsCreateNeverCame()
    {
        var (database, stack) = await LivedAsync();
        using var _ = stack;
        var before = await database.TablesAsync("mine");

        var answer = await stack.DeleteAsync(Shop.New(), Mine(2), MadeUp);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("there is no Create to take back");
        (await database.TablesAsync("mine")).ShouldBe(before);
    }

    // Then the Delete cannot be the rollback of its Create: it is an order.
    [Theory]
    [InlineData("updated")]
    [InlineData("a day old")]
    public async Task IsDeletedWithAllThatItEverHadOnceItIs(string what)
    {
        var (database, stack) = await LivedAsync();
        using var _ = stack;
        await stack.CreateAsync(Shop.New(), Mine(2, ("OnDelete", "DropSchema")));
        await (what == "updated"
            ? stack.UpdateAsync(Shop.New(), Mine(3, ("OnDelete", "DropSchema")))
            : database.ExecuteAsync("UPDATE lockstep.deployment SET started_at = started_at - interval '25 hours'"));

        (await stack.DeleteAsync(Shop.New())).Reason.ShouldBeNull();

        (await SchemasAsync(database)).ShouldBe("0");
    }

    [Theory]
    [InlineData(MadeUp)]
    [InlineData(null)]
    public async Task LeavesNothingWhereItsEarlierLifeWasDeleted(string? physicalId)
    {
        var (database, stack) = await LivedAsync(("OnDelete", "DropSchema"));
        using var _ = stack;
        (await stack.DeleteAsync(Shop.Old())).Reason.ShouldBeNull();
        (await stack.CreateAsync(Shop.New(), Mine(2, ("OnDelete", "DropSchema")))).ShouldSucceed();

        (await stack.DeleteAsync(Shop.New(), physicalId: physicalId)).Reason.ShouldBeNull();

        (await SchemasAsync(database)).ShouldBe("0");
        (await database.ValueAsync("SELECT count(*) FROM lockstep.owner")).ShouldBe("0");
    }

    async Task<(TestDatabase Database, TestStack Stack)> LivedAsync(params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Shop.Old(), Mine(1, properties))).ShouldSucceed();
        return (database, stack);
    }

    static JsonObject Mine(int revision, params (string, string)[] others) =>
        TestStack.Revision(revision, [("Schema", "mine"), .. others]);

    static Task<string> SchemasAsync(TestDatabase database) =>
        database.ValueAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 'mine'");
}
