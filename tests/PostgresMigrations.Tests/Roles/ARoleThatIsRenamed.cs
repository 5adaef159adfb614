using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ARoleThatIsRenamed(RolesPostgres postgres)
{
    [Fact]
    public async Task IsReplacedAndTheOldOneDeletedInTheCleanUp()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        var old = await scene.Stack.CreateAsync(RoleScene.Image, before);

        var replaced = await scene.Stack.UpdateAsync(RoleScene.Image, after);

        replaced.ShouldSucceed();
        replaced.PhysicalResourceId.ShouldEndWith($"/{NewName(scene)}");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok", "the application still signs in with the old one");
        (await scene.Stack.DeleteAsync(RoleScene.Image, before, old.PhysicalResourceId)).Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();
        (await scene.AsRole(NewName(scene)).ValueAsync("SELECT count(*) FROM shop.customers")).ShouldBe("2");
    }

    [Fact]
    public async Task IsTheOldOneAgainAfterARollback()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        var old = await scene.Stack.CreateAsync(RoleScene.Image, before);
        var replaced = await scene.Stack.UpdateAsync(RoleScene.Image, after);

        var back = await scene.Stack.SendAsync(
            RoleScene.Image, scene.Stack.Event("Update", before, after, replaced.PhysicalResourceId));

        back.ShouldSucceed();
        back.PhysicalResourceId.ShouldBe(old.PhysicalResourceId);
        (await scene.Stack.DeleteAsync(RoleScene.Image, after, replaced.PhysicalResourceId)).Reason.ShouldBeNull();
        (await scene.ExistsAsync(NewName(scene))).ShouldBeFalse();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task IsNotMadeAgainByTheEventThatComesOnceMoreAfterTheRollback()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        var now = scene.Stack.Clock.GetUtcNow();
        var forward = scene.Stack.Event("Update", after, before, signedAt: now.AddSeconds(5));
        var replaced = await scene.Stack.SendAsync(RoleScene.Image, forward);
        await scene.Stack.SendAsync(
            RoleScene.Image,
            scene.Stack.Event("Update", before, after, replaced.PhysicalResourceId, signedAt: now.AddSeconds(10)));
        await scene.Stack.SendAsync(
            RoleScene.Image,
            scene.Stack.Event("Delete", after, physicalId: replaced.PhysicalResourceId, signedAt: now.AddSeconds(15)));

        (await scene.Stack.DeliverAsync(RoleScene.Image, forward)).ShouldBeNull();

        (await scene.ExistsAsync(NewName(scene))).ShouldBeFalse();
    }

    [Fact]
    public async Task KeepsItsRightsWhenOnlyItsHostGetsAnotherName()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("shop: Read"));
        (before["Host"], after["Host"]) = ("Old.Example.com", "new.example.com");
        var old = await scene.Stack.CreateAsync(RoleScene.Image, before);
        old.PhysicalResourceId.ShouldStartWith("lockstep:role://old.example.com/");
        (await scene.Stack.UpdateAsync(RoleScene.Image, after))
            .PhysicalResourceId.ShouldStartWith("lockstep:role://new.example.com/");

        var answer = await scene.Stack.DeleteAsync(RoleScene.Image, before, old.PhysicalResourceId);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("so nothing was touched");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task TakesItsRightsAlongWhenItMovesToAnotherDatabaseOfTheServer()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var old = await scene.CreateAsync("shop: Read");
        var login = new NpgsqlConnectionStringBuilder(
            await scene.Server.CreateDatabaseAsync(scene.Migrator, TestContext.Current.CancellationToken));
        await new TestDatabase(login.ConnectionString).ExecuteAsync("CREATE SCHEMA shop; CREATE TABLE shop.moved ()");
        using var there = scene.NewStack("ApiRole", connection: login.ConnectionString);

        var moved = await there.SendAsync(
            RoleScene.Image,
            there.Event("Update", scene.Properties("shop: Read"), scene.Properties("shop: Read"), old.PhysicalResourceId));

        moved.ShouldSucceed();
        moved.PhysicalResourceId.ShouldBe($"lockstep:role://127.0.0.1/{login.Database}/{scene.Role}");
        (await scene.DeleteAsync()).Reason!.ShouldContain("only its rights here were revoked");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("42501");
        var newcomer = new NpgsqlConnectionStringBuilder(login.ConnectionString) { Username = scene.Role, Password = scene.Password };
        (await new TestDatabase(newcomer.ConnectionString).RowsAsync("SELECT * FROM shop.moved")).ShouldBeEmpty();
    }

    static (JsonObject Before, JsonObject After) Renamed(RoleScene scene)
    {
        scene.Secret = () => new JsonObject { ["password"] = scene.Password }.ToJsonString();
        var after = scene.Properties("shop: Read");
        after["RoleName"] = NewName(scene);
        return (scene.Properties("shop: Read"), after);
    }

    static string NewName(RoleScene scene) => $"{scene.Role}_2";
}
