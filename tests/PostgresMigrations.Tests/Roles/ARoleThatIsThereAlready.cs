using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ARoleThatIsThereAlready(RolesPostgres postgres)
{
    [Fact]
    public async Task IsNotTouchedWhenSomebodyElseMadeIt()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.MigrateAsync($"CREATE ROLE {scene.Role} NOLOGIN");

        (await scene.CreateAsync("shop: Read")).ShouldFail(
            $"Role \"{scene.Role}\" was not changed. It is there already and belongs to nobody that left a mark. "
                + "Choose another RoleName, drop it, or set TakeOver: true.");

        (await scene.Database.ValueAsync($"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{scene.Role}'")).ShouldBe("False");
    }

    [Fact]
    public async Task IsLookedAfterWhenToldSoAndStaysWhenTheStackGoes()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.MigrateAsync($"CREATE ROLE {scene.Role} NOLOGIN");
        var properties = scene.Properties("shop: Read");
        properties["TakeOver"] = "true";

        (await scene.Stack.CreateAsync(RoleScene.Image, properties)).ShouldSucceed();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        var answer = await scene.DeleteAsync();

        answer.ShouldSucceed();
        answer.Reason.ShouldBe(
            $"Role \"{scene.Role}\" was not dropped. It was there before this resource, so only what was granted to it is revoked.");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("42501");
    }

    [Fact]
    public async Task BelongsToOneResourceOfAStack()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        using var other = scene.NewStack("SameRole");

        (await other.CreateAsync(RoleScene.Image, scene.Properties("shop: Write"))).ShouldFail(
            "It is there already and belongs to the resource ApiRole of this stack.");

        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task BelongsToOneStack()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        using var other = scene.NewStack("ApiRole", stackId: "arn:aws:cloudformation:eu-west-1:123456789012:stack/other/2");

        (await other.CreateAsync(RoleScene.Image, scene.Properties("shop: Write"))).ShouldFail(
            "It is there already and belongs to ApiRole of arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1.");
    }

    [Fact]
    public async Task SurvivesThatItsLogicalIdIsRenamed()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        using var renamed = scene.NewStack("ApplicationRole");
        var properties = scene.Properties("shop: Read Write");
        properties["TakeOver"] = "true";

        (await renamed.CreateAsync(RoleScene.Image, properties)).ShouldSucceed();
        (await scene.DeleteAsync()).Reason!.ShouldContain("It belongs to ApplicationRole, so nothing was touched.");

        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("ok");
        (await renamed.DeleteAsync(RoleScene.Image)).Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("SUPERUSER")]
    [InlineData("CREATEROLE")]
    [InlineData("CREATEDB")]
    [InlineData("REPLICATION")]
    [InlineData("BYPASSRLS")]
    public async Task IsRefusedWithPowersOfItsOwn(string power)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.Database.ExecuteAsync($"ALTER ROLE {scene.Role} {power}");

        (await scene.UpdateAsync("shop: Write")).ShouldFail(
            $"Role \"{scene.Role}\" was not changed. It has {power}, which a role of an application must not have.");
        (await scene.Stack.RollBackAsync(RoleScene.Image, scene.Properties("shop: Write"), scene.Properties("shop: Read")))
            .ShouldSucceed();
    }

    [Fact]
    public async Task IsRefusedWhenItCouldActAsTheMigrator()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.Database.ExecuteAsync($"CREATE ROLE {scene.Role}; GRANT {scene.Migrator.Name} TO {scene.Role}");
        var properties = scene.Properties("shop: Read");
        properties["TakeOver"] = "true";

        (await scene.Stack.CreateAsync(RoleScene.Image, properties)).ShouldFail($"It has membership in {scene.Migrator.Name}");
    }

    [Fact]
    public async Task IsRefusedWhenItIsTheMigrator()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        scene.Secret = () => """{"password":"another"}""";
        var properties = scene.Properties("shop: Read");
        (properties["RoleName"], properties["TakeOver"]) = (scene.Migrator.Name, "true");

        (await scene.Stack.CreateAsync(RoleScene.Image, properties)).ShouldFail("It is the migrator itself");

        await scene.MigrateAsync("SELECT 1");
    }
}
