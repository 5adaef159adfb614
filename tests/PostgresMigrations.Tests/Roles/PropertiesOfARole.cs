using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class PropertiesOfARole(RolesPostgres postgres)
{
    [Fact]
    public async Task AreAllCheckedBeforeAnythingIsDone()
    {
        using var stack = new TestStack("") { ResourceType = DatabaseRole.ResourceType };
        var properties = JsonNode.Parse(
            """
            {
              "RoleName": "rds_api", "Port": "0", "Autentication": "Iam", "MigratorAuthentication": "Iam",
              "RoleSecretArn": "arn:x", "SecretArn": "arn:x",
              "Grants": [
                {"Schema": "lockstep", "Privileges": ["Read"]},
                {"Schema": "pg_catalog", "Privileges": []},
                {"Schema": "shop", "Privileges": ["Read", "Wirte", "TRIGGER", "ALL"]},
                {"Schema": "shop", "Privileges": ["Write"], "Tables": "*"},
                {"Privileges": "Read"}
              ]
            }
            """)!.AsObject();

        var answer = await stack.CreateAsync(RoleScene.Image, properties);

        answer.Status.ShouldBe("FAILED");
        answer.Reason!.ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Theory]
    [InlineData("public")]
    [InlineData("pg_monitor")]
    [InlineData("rds_superuser")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")]
    public async Task DoNotTakeANameThatIsTheServers(string name)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var properties = scene.Properties("shop: Read");
        properties["RoleName"] = name;

        (await scene.Stack.CreateAsync(RoleScene.Image, properties)).ShouldFail("RoleName: 1 to 63 bytes");
    }

    [Fact]
    public async Task OfAForwardUpdateAreCheckedToo()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");

        (await scene.UpdateAsync("lockstep: Read", "shop: Write")).ShouldFail("Grants[0].Schema: 1 to 63 bytes");

        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("42501");
    }

    [Fact]
    public async Task CanSayAllThatTheFunctionHasNoConnectionFor()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        using var stack = new TestStack("")
        {
            ResourceType = DatabaseRole.ResourceType,
            Credentials = new(
                (arn, _) => Task.FromResult(arn == "arn:migrator"
                    ? Secret(scene.Migrator.Name, scene.Migrator.Password)
                    : Secret(scene.Role, scene.Password)),
                (_, _, _, _) => throw new InvalidOperationException("No tokens here.")),
        };
        var place = new Npgsql.NpgsqlConnectionStringBuilder(scene.Database.ConnectionString);
        var properties = scene.Properties("shop: Read");
        (properties["Host"], properties["Port"], properties["Database"]) = (place.Host, $"{place.Port}", place.Database);
        (properties["SecretArn"], properties["SslMode"]) = ("arn:migrator", "Disable");

        var answer = await stack.CreateAsync(RoleScene.Image, properties);

        answer.ShouldSucceed();
        answer.PhysicalResourceId.ShouldBe($"lockstep:role://{place.Host}/{place.Database}/{scene.Role}");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    static string Secret(string name, string password) =>
        new JsonObject { ["username"] = name, ["password"] = password }.ToJsonString();
}
