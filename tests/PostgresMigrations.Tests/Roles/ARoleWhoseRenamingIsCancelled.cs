using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Roles;

/// <summary>
/// The update is cancelled before it has answered: CloudFormation goes back from properties that it knows to an id that it never
/// left, and sends no Delete for the new one.
/// </summary>
public sealed class ARoleWhoseRenamingIsCancelled(RolesPostgres postgres)
{
    [Fact]
    public async Task IsGoneAfterTheRollback()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        var old = await scene.Stack.CreateAsync(RoleScene.Image, before);
        (await SendAsync(scene.Stack, after, before, 5)).ShouldSucceed();
        (await scene.ExistsAsync(NewName(scene))).ShouldBeTrue();

        var back = await SendAsync(scene.Stack, before, after, 10);

        back.ShouldSucceed();
        back.Reason.ShouldBeNull();
        back.PhysicalResourceId.ShouldBe(old.PhysicalResourceId);
        (await scene.ExistsAsync(NewName(scene))).ShouldBeFalse();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task MayBeRolledBackAndDeletedOnceMore()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        var replaced = await SendAsync(scene.Stack, after, before, 5);
        await SendAsync(scene.Stack, before, after, 10);

        (await SendAsync(scene.Stack, before, after, 15)).Reason.ShouldBeNull();
        (await scene.Stack.SendAsync(
            RoleScene.Image,
            scene.Stack.Event("Delete", after, physicalId: replaced.PhysicalResourceId, signedAt: At(scene.Stack, 20))))
            .ShouldSucceed();

        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task LosesItsNewRightsAndStaysWhereItWasThereBefore()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        after["TakeOver"] = "true";
        await scene.MigrateAsync($"CREATE ROLE {NewName(scene)} NOLOGIN");
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        (await SendAsync(scene.Stack, after, before, 5)).ShouldSucceed();

        var back = await SendAsync(scene.Stack, before, after, 10);

        back.ShouldSucceed();
        back.Reason.ShouldBe(
            $"Role \"{NewName(scene)}\" was not dropped. It was there before this resource, so only what was granted to it is "
                + "revoked.");
        (await MayReadAsync(scene.Database, NewName(scene), "shop.customers")).ShouldBe("False");
    }

    [Fact]
    public async Task IsGivenBackWhereItWasAnotherResources()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        using var other = scene.NewStack("OtherRole", stackId: "arn:aws:cloudformation:eu-west-1:123456789012:stack/other/2");
        (await other.CreateAsync(RoleScene.Image, after)).ShouldSucceed();
        var taking = after.DeepClone().AsObject();
        taking["TakeOver"] = "true";
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        (await SendAsync(scene.Stack, taking, before, 5)).ShouldSucceed();

        var back = await SendAsync(scene.Stack, before, taking, 10);

        back.ShouldSucceed();
        back.Reason!.ShouldStartWith(
            $"Role \"{NewName(scene)}\" was not dropped. It belongs to OtherRole again, from which this resource had taken it over.");
        (await MayReadAsync(scene.Database, NewName(scene), "shop.customers")).ShouldBe("True");
    }

    // A replacement that the stack's owner keeps (UpdateReplacePolicy: Retain) is still marked as the resource's own.
    [Fact]
    public async Task StaysWhereTheRejectedUpdateDidNotComeToIt()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        var replaced = await SendAsync(scene.Stack, after, before, 5);
        await scene.Stack.SendAsync(
            RoleScene.Image,
            scene.Stack.Event("Update", before, after, replaced.PhysicalResourceId, signedAt: At(scene.Stack, 10)));

        (await SendAsync(scene.Stack, before, after, 15)).ShouldSucceed();

        (await scene.ExistsAsync(NewName(scene))).ShouldBeTrue();
    }

    [Fact]
    public async Task StaysAndIsNamedWhereItOwnsSomething()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = Renamed(scene);
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        await SendAsync(scene.Stack, after, before, 5);
        await scene.Database.ExecuteAsync(
            $"CREATE TABLE shop.own (); ALTER TABLE shop.own OWNER TO {NewName(scene)}");

        var back = await SendAsync(scene.Stack, before, after, 10);

        back.ShouldSucceed();
        back.Reason!.ShouldContain($"What the update did to role \"{NewName(scene)}\" in database \"");
        back.Reason!.ShouldContain("was not dropped: it owns table shop.own.");
    }

    [Fact]
    public async Task LosesItsRightsInTheDatabaseThatItWasToMoveTo()
    {
        var (scene, stack, there) = await StartMoveAsync();
        using var _ = scene;
        using var __ = stack;
        var (before, after) = (In(scene, scene.Database), In(scene, there));

        var back = await SendAsync(stack, before, after, 10);

        back.ShouldSucceed();
        back.Reason.ShouldBeNull();
        (await MayReadAsync(there, scene.Role, "shop.moved")).ShouldBe("False");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task SaysSoWhereThatDatabaseCannotBeReached()
    {
        var (scene, stack, there) = await StartMoveAsync();
        using var _ = scene;
        using var __ = stack;
        var (before, after) = (In(scene, scene.Database), In(scene, there));
        await scene.Database.ExecuteAsync($"DROP DATABASE {Name(there)} WITH (FORCE)");

        var back = await SendAsync(stack, before, after, 10);

        back.ShouldSucceed();
        back.Reason!.ShouldStartWith(
            $"What the update did to role \"{scene.Role}\" in database \"{Name(there)}\" stays, and CloudFormation does not know "
                + $"of it: There is no database \"{Name(there)}\"");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    /// <summary>The role has moved to another database, and CloudFormation does not know.</summary>
    async Task<(RoleScene Scene, TestStack Stack, TestDatabase There)> StartMoveAsync()
    {
        var scene = await RoleScene.StartAsync(postgres);
        var there = new TestDatabase(
            await scene.Server.CreateDatabaseAsync(scene.Migrator, TestContext.Current.CancellationToken));
        await there.ExecuteAsync("CREATE SCHEMA shop; CREATE TABLE shop.moved ()");
        var stack = scene.NewStack(
            "ApiRole",
            connection: new NpgsqlConnectionStringBuilder(scene.Database.As(scene.Migrator)) { Database = null }
                .ConnectionString);
        (await stack.CreateAsync(RoleScene.Image, In(scene, scene.Database))).ShouldSucceed();
        (await SendAsync(stack, In(scene, there), In(scene, scene.Database), 5)).ShouldSucceed();
        (await MayReadAsync(there, scene.Role, "shop.moved")).ShouldBe("True");
        return (scene, stack, there);
    }

    /// <summary>An Update from the id that the resource was created with, signed so many seconds from now.</summary>
    static Task<Answer> SendAsync(TestStack stack, JsonObject properties, JsonObject old, int seconds) =>
        stack.SendAsync(RoleScene.Image, stack.Event("Update", properties, old, signedAt: At(stack, seconds)));

    static DateTimeOffset At(TestStack stack, int seconds) => stack.Clock.GetUtcNow().AddSeconds(seconds);

    static Task<string> MayReadAsync(TestDatabase database, string role, string table) =>
        database.ValueAsync($"SELECT has_table_privilege('{role}', '{table}', 'SELECT')");

    static JsonObject In(RoleScene scene, TestDatabase database)
    {
        var properties = scene.Properties("shop: Read");
        properties["Database"] = Name(database);
        return properties;
    }

    static string Name(TestDatabase database) => new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;

    static (JsonObject Before, JsonObject After) Renamed(RoleScene scene)
    {
        scene.Secret = () => new JsonObject { ["password"] = scene.Password }.ToJsonString();
        var after = scene.Properties("shop: Read");
        after["RoleName"] = NewName(scene);
        return (scene.Properties("shop: Read"), after);
    }

    static string NewName(RoleScene scene) => $"{scene.Role}_2";
}
