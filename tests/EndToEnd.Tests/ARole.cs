using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Lockstep.EndToEnd.Tests.Support;
using Npgsql;

namespace Lockstep.EndToEnd.Tests;

/// <summary>The other resource of the same function: what an application signs in as.</summary>
public sealed class ARole(SharedPostgres postgres)
{
    const string ResourceType = "Custom::DatabaseRole";

    [Fact]
    public async Task IsMadeAfterTheMigrationUsedAndDropped()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await AllowRolesAsync(shop);
        var function = shop.Deploy(Image.Old);
        (await shop.CreateAsync(function, Shop.Revision(1))).ShouldSucceed();
        var properties = Role();

        var created = (await shop.SendAsync(function, shop.Ask("Create", properties, resourceType: ResourceType))).ShouldSucceed();

        created.PhysicalResourceId.ShouldMatch("^lockstep:role://127\\.0\\.0\\.1/lockstep_[0-9a-f]{12}/api_[0-9a-f]{32}$");
        created.Data.Keys.Order(StringComparer.Ordinal).ShouldBe(["Authentication", "Database", "Host", "Port", "RoleName"]);
        var name = created["RoleName"];
        (await shop.RowsAsync($"SELECT has_table_privilege('{name}', 'customers', 'INSERT'), has_table_privilege('{name}', 'customers', 'TRUNCATE')"))
            .ShouldBe(["True|False"]);

        shop.PhysicalId = created.PhysicalResourceId;
        (await shop.SendAsync(function, shop.Ask("Delete", properties, resourceType: ResourceType))).ShouldSucceed().Reason.ShouldBeNull();
        (await shop.RowsAsync($"SELECT count(*) FROM pg_roles WHERE rolname = '{name}'")).ShouldBe(["0"]);
    }

    [SuppressMessage("Security", "CA2100", Justification = "The name is one that the test's server made.")]
    async Task AllowRolesAsync(Shop shop)
    {
        var migrator = new NpgsqlConnectionStringBuilder(shop.Database).Username;
        await using var connection = new NpgsqlConnection($"{postgres.Server.SuperuserConnectionString};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"ALTER ROLE {migrator} CREATEROLE", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    static JsonObject Role() => new()
    {
        ["ServiceToken"] = "arn:aws:lambda:eu-west-1:123456789012:function:migrate",
        ["RoleName"] = $"api_{Guid.NewGuid():N}",
        ["Authentication"] = "Iam",
        ["Grants"] = new JsonArray(new JsonObject { ["Schema"] = "public", ["Privileges"] = new JsonArray("Read", "Write") }),
    };
}
