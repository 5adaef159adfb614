using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ARollbackOfARole(RolesPostgres postgres)
{
    const string Insert = "INSERT INTO shop.customers (name) VALUES ('x')";

    [Fact]
    public async Task GivesBackTheGrantsOfBefore()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = (scene.Properties("shop: Read Write"), scene.Properties("shop: Read", "public: Read"));
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        (await scene.Stack.UpdateAsync(RoleScene.Image, after)).ShouldSucceed();

        var answer = await scene.Stack.RollBackAsync(RoleScene.Image, after, before);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["RoleName"].ShouldBe(scene.Role);
        (await scene.TryAsync(Insert)).ShouldBe("ok");
        (await scene.Database.ValueAsync(
            "SELECT count(*) FROM pg_namespace n, aclexplode(n.nspacl) a "
                + $"WHERE nspname = 'public' AND a.grantee = '{scene.Role}'::regrole")).ShouldBe("0");
    }

    [Fact]
    public async Task OfAnUpdateThatFailedSucceeds()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("shop: Read Write", "missing: Read"));
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        (await scene.Stack.UpdateAsync(RoleScene.Image, after)).ShouldFail("Schema \"missing\" does not exist.");
        (await scene.TryAsync(Insert)).ShouldBe("42501");

        var answer = await scene.Stack.RollBackAsync(RoleScene.Image, after, before);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
    }

    // The migration, which depends on nothing of the role's, is rolled back first or later; nothing may depend on it.
    [Fact]
    public async Task SaysWhichSchemaIsGoneAndSucceeds()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.MigrateAsync("CREATE SCHEMA doomed");
        var (before, after) = (scene.Properties("shop: Read", "doomed: Read"), scene.Properties("shop: Write"));
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        await scene.Stack.UpdateAsync(RoleScene.Image, after);
        await scene.MigrateAsync("DROP SCHEMA doomed");

        var answer = await scene.Stack.RollBackAsync(RoleScene.Image, after, before);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("Schema \"doomed\" does not exist.");
        answer["Database"].ShouldNotBeEmpty();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task DoesNotTakeARetriedDeploymentForItself()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("missing: Read"));
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        (await scene.Stack.UpdateAsync(RoleScene.Image, after)).ShouldFail("missing");
        (await scene.Stack.RollBackAsync(RoleScene.Image, after, before)).ShouldSucceed();

        (await scene.Stack.UpdateAsync(RoleScene.Image, after)).ShouldFail("missing");
    }

    [Fact]
    public async Task DoesNotMindPropertiesThatItsImageDoesNotKnow()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var before = scene.Properties("shop: Read");
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        var after = scene.Properties("shop: Write");
        (after["FromANewerImage"], before["Revision"], after["Revision"]) = ("x", "1", "2");
        before["FromAnOlderImage"] = "y";

        (await scene.Stack.RollBackAsync(RoleScene.Image, after, before)).ShouldSucceed();
    }

    [Fact]
    public async Task SucceedsWhenTheSecretIsGone()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("shop: Read Write"));
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        await scene.Stack.UpdateAsync(RoleScene.Image, after);
        scene.Secret = () => throw new CustomResourceException("The secret was deleted.");

        var answer = await scene.Stack.RollBackAsync(RoleScene.Image, after, before);

        answer.ShouldSucceed();
        answer.Reason.ShouldBe("Its password could not be set. The secret was deleted.");
        (await scene.TryAsync(Insert)).ShouldBe("42501");
    }

    [Fact]
    public async Task SucceedsWhenTheDatabaseIsDownAndTheRevisionSaysThatItGoesBack()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        using var stack = new TestStack("Host=127.0.0.1;Port=1;Database=nowhere")
        {
            ResourceType = DatabaseRole.ResourceType,
            Credentials = scene.Stack.Credentials,
            Clock = new LeapingClock(),
        };
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("shop: Write"));
        (before["Revision"], after["Revision"]) = ("3", "4");

        var rollback = stack.RollBackAsync(RoleScene.Image, after, before);
        await stack.Log.UntilItSaysAsync("Nothing listens", rollback);
        stack.EndWork();
        var answer = await rollback;

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("Nothing listens on 127.0.0.1:1");
        answer["RoleName"].ShouldBe(scene.Role);
    }

    [Fact]
    public async Task SucceedsWhenTheMigratorMayNoLongerDoIt()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("shop: Write"));
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        await scene.Stack.UpdateAsync(RoleScene.Image, after);
        await scene.Database.ExecuteAsync($"ALTER ROLE {scene.Migrator.Name} NOCREATEROLE");

        var answer = await scene.Stack.RollBackAsync(RoleScene.Image, after, before);

        answer.ShouldSucceed();
        answer.Reason!.ShouldStartWith("The rollback left the role as it is; the next deployment sees to it.");
        (await scene.TryAsync(Insert)).ShouldBe("ok");
        (await scene.UpdateAsync("shop: Execute")).ShouldFail("The migrator needs CREATEROLE");
    }
}
