using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Samples;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>The sample of docs/writing-a-provider.md in one function with the migration.</summary>
public sealed class AnotherTypeBesideTheMigration(SharedPostgres postgres)
{
    [Fact]
    public async Task IsServedByTheSameFunction()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var migration = new TestStack(database.ConnectionString) { Others = [UniqueName.Define()] };
        using var name = new TestStack(database.ConnectionString)
        {
            Others = [UniqueName.Define()],
            ResourceType = "Custom::UniqueName",
            LogicalId = "LogsName",
        };
        var properties = new System.Text.Json.Nodes.JsonObject { ["ServiceToken"] = "arn", ["Prefix"] = "logs" };

        var named = await name.CreateAsync(Shop.Old(), properties);
        var migrated = await migration.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var unserved = await name.SendAsync(
            Shop.Old(), name.Event("Create", properties).With("ResourceType", "Custom::Other"));

        named.ShouldSucceed();
        named["Name"].ShouldBe(named.PhysicalResourceId);
        migrated.ShouldSucceed();
        migrated["AppliedCount"].ShouldBe("2");
        unserved.ShouldFail(
            "This function does not serve Custom::Other; it serves Custom::DatabaseMigration, Custom::DatabaseRole, Custom::UniqueName.");
    }
}
