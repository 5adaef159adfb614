using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Roles;

/// <summary>
/// It was let go of with <c>DeletionPolicy: Retain</c>, and the same logical id has it again. What somebody kept on purpose was
/// dropped by the rollback of a deployment that did not even succeed.
/// </summary>
public sealed class ARoleThatIsAddedAgain(RolesPostgres postgres)
{
    const string InventedId = "shop-ApiRole-1A2B3C4D5E";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsWhatItWasWhenItsNewCreateIsRolledBack(bool isCancelled)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        (await scene.CreateAsync("shop: Read")).ShouldSucceed();
        await scene.Database.ExecuteAsync($"GRANT DELETE ON shop.customers TO {scene.Role}");
        (await scene.CreateAsync("shop: Write")).ShouldSucceed();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("42501");

        var answer = await scene.Stack.DeleteAsync(RoleScene.Image, physicalId: isCancelled ? InventedId : null);

        answer.ShouldSucceed();
        answer.Reason.ShouldBe(
            $"Role \"{scene.Role}\" was not dropped. It was left of this resource before it was added again, so only what was "
                + "granted to it since is revoked.");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        (await scene.TryAsync("DELETE FROM shop.customers WHERE id = 1")).ShouldBe("ok", "by hand");
        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("42501");
    }

    [Fact]
    public async Task IsWhatItWasWhenItsNewCreateIsDeliveredTwiceAndRolledBack()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        var create = scene.Stack.Event("Create", scene.Properties("shop: Write"));
        await scene.Stack.SendAsync(RoleScene.Image, create);
        await scene.Stack.SendAsync(RoleScene.Image, create);

        (await scene.Stack.DeleteAsync(RoleScene.Image, scene.Properties("shop: Write"), InventedId)).ShouldSucceed();

        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    // Of a Create that never came to the database only its properties, and the time, tell it from that of the earlier life.
    [Theory]
    [InlineData("shop: Read Write", 0)]
    [InlineData("shop: Read", 2)]
    public async Task IsNotTouchedWhenItsNewCreateNeverCame(string grants, int days)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");

        var answer = await DeleteAsync(scene, scene.Properties(grants), days, InventedId);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("no Create is under way, so nothing was touched.");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task GoesWithItsResourceOnceItWasUpdated()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.CreateAsync("shop: Write");
        (await scene.UpdateAsync("shop: Read Write")).ShouldSucceed();

        (await scene.DeleteAsync()).Reason.ShouldBeNull();

        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task GoesWithItsResourceWhenNoRollbackCanBeUnderWayAnyMore()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.CreateAsync("shop: Write");

        (await DeleteAsync(scene, scene.Properties("shop: Write"), days: 2)).Reason.ShouldBeNull();

        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task GoesOnFromWhatItWasWhenItIsAddedOnceMore()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.CreateAsync("shop: Write");
        await scene.DeleteAsync();

        (await scene.CreateAsync("shop: Read Write")).ShouldSucceed();
        (await scene.DeleteAsync()).ShouldSucceed();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        (await scene.CreateAsync("shop: Write")).ShouldSucceed();
        (await scene.UpdateAsync("shop: Read")).ShouldSucceed();

        (await scene.DeleteAsync()).Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    // It had been left behind by UpdateReplacePolicy: Retain. A cancelled update has no id, and nobody sends a Delete for it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsWhatItWasWhenARenamingBackToItIsRolledBack(bool isCancelled)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        scene.Secret = () => new JsonObject { ["password"] = scene.Password }.ToJsonString();
        var (first, renamed, again) = (scene.Properties("shop: Read"), scene.Properties(), scene.Properties("shop: Write"));
        renamed["RoleName"] = $"{scene.Role}_2";
        var old = await scene.Stack.CreateAsync(RoleScene.Image, first);
        var current = await UpdateAsync(scene, renamed, first, old, 5);
        var back = await UpdateAsync(scene, again, renamed, current, 10);
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("42501");

        await UpdateAsync(scene, renamed, again, isCancelled ? current : back, 15);
        if (!isCancelled)
        {
            (await scene.Stack.SendAsync(
                RoleScene.Image,
                scene.Stack.Event(
                    "Delete", again, physicalId: back.PhysicalResourceId, signedAt: scene.Stack.Clock.GetUtcNow().AddSeconds(20))))
                .ShouldSucceed();
        }

        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("42501");
    }

    static async Task<Answer> UpdateAsync(RoleScene scene, JsonObject to, JsonObject from, Answer last, int seconds)
    {
        var answer = await scene.Stack.SendAsync(
            RoleScene.Image,
            scene.Stack.Event(
                "Update", to, from, last.PhysicalResourceId, signedAt: scene.Stack.Clock.GetUtcNow().AddSeconds(seconds)));
        answer.ShouldSucceed();
        return answer;
    }

    static Task<Answer> DeleteAsync(RoleScene scene, JsonObject properties, int days, string? physicalId = null) =>
        scene.Stack.SendAsync(
            RoleScene.Image,
            scene.Stack.Event(
                "Delete", properties, physicalId: physicalId, signedAt: scene.Stack.Clock.GetUtcNow().AddDays(days)));
}
