using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

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

        (await scene.Stack.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Read"))).ShouldSucceed();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        var answer = await scene.DeleteAsync();

        answer.ShouldSucceed();
        answer.Reason.ShouldBe(
            $"Role \"{scene.Role}\" was not dropped. It was there before this resource, so only what was granted to it is revoked.");
        (await scene.Database.ValueAsync(
            $"SELECT rolcanlogin, has_table_privilege(oid, 'shop.customers', 'SELECT') FROM pg_roles WHERE rolname = '{scene.Role}'"))
            .ShouldBe("False|False");
    }

    // What it could do before the take-over was revoked, too, and its comment was gone.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task KeepsTheRightsThatItHadBeforeItWasTakenOver(bool isRenamed)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await MadeByHandAsync(scene);
        using var renamed = scene.NewStack("ApplicationRole");
        (await scene.Stack.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Read Write"))).ShouldSucceed();
        (await scene.Stack.UpdateAsync(RoleScene.Image, TakingOver(scene, "shop: Write"))).ShouldSucceed();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok", "by hand");
        if (isRenamed)
        {
            (await renamed.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Execute"))).ShouldSucceed();
            (await scene.DeleteAsync()).Reason!.ShouldContain("It belongs to ApplicationRole, so nothing was touched.");
        }

        var answer = isRenamed ? await renamed.DeleteAsync(RoleScene.Image) : await scene.DeleteAsync();

        answer.ShouldSucceed();
        answer.Reason.ShouldBe(
            $"Role \"{scene.Role}\" was not dropped. It was there before this resource, so only what was granted to it is revoked. "
                + "The password that it had before cannot be given back: set it by hand, or by an update of its resource.");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("42501");
        (await scene.Database.ValueAsync(
            $"SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{scene.Role}'"))
            .ShouldBe("of the warehouse");
    }

    // A resource of the same deployment failed. The role was dropped with the one that had taken it over, and its own resource got
    // no event in which to make it again.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task IsItsFormerOwnersAgainWhenTheTakingOverIsTakenBack(bool isAnotherStack, bool isCancelled)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.Database.ExecuteAsync($"GRANT DELETE ON shop.customers TO {scene.Role}");
        using var taker = scene.NewStack(
            "ApplicationRole", isAnotherStack ? "arn:aws:cloudformation:eu-west-1:123456789012:stack/other/2" : null);
        (await taker.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Write"))).ShouldSucceed();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("42501");

        var answer = await taker.DeleteAsync(
            RoleScene.Image, physicalId: isCancelled ? "shop-ApplicationRole-1A2B3C4D5E" : null);

        answer.ShouldSucceed();
        answer.Reason.ShouldBe(
            $"Role \"{scene.Role}\" was not dropped. It belongs to ApiRole again, from which this resource had taken it over.");
        await scene.MigrateAsync("CREATE TABLE shop.later (id int)");
        (await scene.TryAsync("SELECT * FROM shop.later")).ShouldBe("ok");
        (await scene.TryAsync("INSERT INTO shop.later VALUES (1)")).ShouldBe("42501");
        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("42501");
        (await scene.TryAsync("DELETE FROM shop.customers WHERE id = 1")).ShouldBe("ok", "by hand");
        (await scene.UpdateAsync("shop: Read Write")).ShouldSucceed();
        (await scene.DeleteAsync()).Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    // Who had the taker's secret went on signing in, with all the rights that the role has again.
    [Fact]
    public async Task HasNoPasswordAnyMoreWhereItWasTakenOverWithAnotherSecret()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        using var taker = scene.NewStack("ApplicationRole");
        var properties = TakingOver(scene, "shop: Write");
        properties["RoleSecretArn"] = RoleScene.OtherSecretArn;
        (await taker.CreateAsync(RoleScene.Image, properties)).ShouldSucceed();
        var theirs = scene.AsRole(password: scene.OtherPassword);
        (await theirs.ValueAsync("SELECT 1")).ShouldBe("1");

        var answer = await taker.DeleteAsync(RoleScene.Image);

        answer.ShouldSucceed();
        answer.Reason!.ShouldEndWith(
            "It has no password now: what it had was of another secret, and the one before cannot be given back. Set it by hand, "
                + "or by an update of its resource.");
        (await Should.ThrowAsync<PostgresException>(() => theirs.ValueAsync("SELECT 1"))).SqlState.ShouldBe("28P01");
        (await scene.UpdateAsync("shop: Read Write")).ShouldSucceed();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task GoesWithTheLastOfThoseWhoTookItFromEachOther()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        using var taker = scene.NewStack("ApplicationRole");
        await taker.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Read"));
        (await scene.Stack.UpdateAsync(RoleScene.Image, TakingOver(scene, "shop: Write"))).ShouldSucceed();

        (await taker.DeleteAsync(RoleScene.Image)).Reason!.ShouldContain("It belongs to ApiRole, so nothing was touched.");
        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("ok");
        (await scene.DeleteAsync()).Reason.ShouldBeNull();

        (await scene.ExistsAsync()).ShouldBeFalse();
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

        (await renamed.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Read Write"))).ShouldSucceed();
        (await scene.DeleteAsync()).Reason!.ShouldContain("It belongs to ApplicationRole, so nothing was touched.");

        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("ok");
        (await renamed.DeleteAsync(RoleScene.Image)).Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    // What the former owner had given where it was stayed for ever, and no Delete of the role came through any more.
    [Fact]
    public async Task LosesTheRightsOfItsFormerOwnerWhereItWasTakenOverInAnotherDatabase()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await MadeByHandAsync(scene);
        using var first = scene.NewStack("FirstRole");
        (await first.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Read Write"))).ShouldSucceed();
        var there = await OtherDatabaseAsync(scene);
        using var renamed = scene.NewStack("ApplicationRole", connection: there.As(scene.Migrator));
        (await renamed.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Read"))).ShouldSucceed();
        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("ok");

        (await first.DeleteAsync(RoleScene.Image)).Reason!.ShouldContain(
            "It belongs to ApplicationRole, so only its rights here were revoked.");

        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("42501");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok", "by hand");
        (await MayReadAsync(scene, there)).ShouldBe("True");
    }

    [Fact]
    public async Task GoesWithItsNewResourceInAnotherDatabaseOnceTheFormerIsDeleted()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        var there = await OtherDatabaseAsync(scene);
        using var renamed = scene.NewStack("ApplicationRole", connection: there.As(scene.Migrator));
        (await renamed.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Read"))).ShouldSucceed();
        (await scene.DeleteAsync()).ShouldSucceed();

        (await renamed.DeleteAsync(RoleScene.Image)).Reason.ShouldBeNull();

        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    // That it had held a right in one database was taken for having held it in every other.
    [Fact]
    public async Task KeepsInEachDatabaseWhatItHadThereBeforeItWasTakenOver()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await MadeByHandAsync(scene);
        var there = await OtherDatabaseAsync(scene);
        await scene.Database.ExecuteAsync(
            $"REVOKE CONNECT ON DATABASE {Name(scene.Database)} FROM PUBLIC; REVOKE CONNECT ON DATABASE {Name(there)} FROM PUBLIC; "
                + $"GRANT CONNECT ON DATABASE {Name(there)} TO {scene.Role}");
        using var stack = Anywhere(scene);
        var (before, after) = (In(scene, scene.Database), In(scene, there));
        var old = await stack.CreateAsync(RoleScene.Image, before);
        var moved = await MoveAsync(stack, after, before, old);
        await DeleteAsync(stack, before, old);
        (await MayReadAsync(scene, there)).ShouldBe("True");

        await DeleteAsync(stack, after, moved);

        (await MayReadAsync(scene, there)).ShouldBe("False");
        (await MayReadAsync(scene, scene.Database)).ShouldBe("True", "by hand");
        (await MayConnectAsync(scene, there)).ShouldBe("True", "by hand");
        (await MayConnectAsync(scene, scene.Database)).ShouldBe("False");
    }

    // What the resource itself had given was taken for the role's own when it came back.
    [Fact]
    public async Task LosesWhatItWasGivenAlsoBehindAMoveThatWasRolledBack()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.MigrateAsync($"CREATE ROLE {scene.Role} LOGIN");
        var there = await OtherDatabaseAsync(scene);
        using var stack = Anywhere(scene);
        var (before, after) = (In(scene, scene.Database), In(scene, there));
        var old = await stack.CreateAsync(RoleScene.Image, before);
        var moved = await MoveAsync(stack, after, before, old);
        var back = await MoveAsync(stack, before, after, moved);
        await DeleteAsync(stack, after, moved);
        (await MayReadAsync(scene, there)).ShouldBe("False");
        (await MayReadAsync(scene, scene.Database)).ShouldBe("True");

        await DeleteAsync(stack, before, back);

        (await MayReadAsync(scene, scene.Database)).ShouldBe("False");
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

        (await scene.Stack.CreateAsync(RoleScene.Image, TakingOver(scene, "shop: Read")))
            .ShouldFail($"It has membership in {scene.Migrator.Name}");
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

    static JsonObject TakingOver(RoleScene scene, string grants)
    {
        var properties = scene.Properties(grants);
        properties["TakeOver"] = "true";
        return properties;
    }

    /// <summary>Another database of the migrator's, with schema shop, too; looked into as the superuser.</summary>
    static async Task<TestDatabase> OtherDatabaseAsync(RoleScene scene)
    {
        var owned = new TestDatabase(
            await scene.Server.CreateDatabaseAsync(scene.Migrator, TestContext.Current.CancellationToken));
        await owned.ExecuteAsync("CREATE SCHEMA shop; CREATE TABLE shop.customers (id int, name text)");
        return new TestDatabase(
            new NpgsqlConnectionStringBuilder(scene.Database.ConnectionString) { Database = Name(owned) }.ConnectionString);
    }

    static TestStack Anywhere(RoleScene scene) => scene.NewStack(
        "ApiRole",
        connection: new NpgsqlConnectionStringBuilder(scene.Database.As(scene.Migrator)) { Database = null }.ConnectionString);

    static JsonObject In(RoleScene scene, TestDatabase database)
    {
        var properties = TakingOver(scene, "shop: Read");
        properties["Database"] = Name(database);
        return properties;
    }

    static string Name(TestDatabase database) => new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;

    static async Task<Answer> MoveAsync(TestStack stack, JsonObject to, JsonObject from, Answer last)
    {
        var answer = await stack.SendAsync(RoleScene.Image, stack.Event("Update", to, from, last.PhysicalResourceId));
        answer.ShouldSucceed();
        return answer;
    }

    static async Task DeleteAsync(TestStack stack, JsonObject properties, Answer last) =>
        (await stack.DeleteAsync(RoleScene.Image, properties, last.PhysicalResourceId)).ShouldSucceed();

    static Task<string> MayReadAsync(RoleScene scene, TestDatabase database) =>
        database.ValueAsync($"SELECT has_table_privilege('{scene.Role}', 'shop.customers', 'SELECT')");

    static Task<string> MayConnectAsync(RoleScene scene, TestDatabase database) =>
        database.ValueAsync($"SELECT has_database_privilege('{scene.Role}', current_database(), 'CONNECT')");

    static Task MadeByHandAsync(RoleScene scene) => scene.MigrateAsync(
        $"""
        CREATE ROLE {scene.Role} LOGIN PASSWORD 'by hand';
        COMMENT ON ROLE {scene.Role} IS 'of the warehouse';
        GRANT USAGE ON SCHEMA shop TO {scene.Role};
        GRANT SELECT ON shop.customers TO {scene.Role}
        """);
}
