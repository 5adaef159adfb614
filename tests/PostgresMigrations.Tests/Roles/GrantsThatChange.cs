using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class GrantsThatChange(RolesPostgres postgres)
{
    const string Insert = "INSERT INTO shop.customers (name) VALUES ('x')";
    const string Denied = "42501";

    [Fact]
    public async Task AreGivenAndTaken()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read Write");

        (await scene.UpdateAsync("shop: Read")).ShouldSucceed();
        (await scene.TryAsync(Insert)).ShouldBe(Denied);
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");

        (await scene.UpdateAsync("shop: Write")).ShouldSucceed();
        (await scene.TryAsync(Insert)).ShouldBe("ok");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe(Denied);
    }

    [Fact]
    public async Task AreTakenForWhatIsCreatedLaterToo()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read Write");
        await scene.UpdateAsync("shop: Read");

        await scene.MigrateAsync("CREATE TABLE shop.later (id serial)");

        (await scene.TryAsync("SELECT * FROM shop.later")).ShouldBe("ok");
        (await scene.TryAsync("INSERT INTO shop.later DEFAULT VALUES")).ShouldBe(Denied);
    }

    [Fact]
    public async Task LeaveNothingInASchemaThatIsNoLongerNamed()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.MigrateAsync("CREATE SCHEMA other; CREATE TABLE other.t ()");
        await scene.CreateAsync("shop: Read Write Execute", "other: Read");

        (await scene.UpdateAsync("other: Read")).ShouldSucceed();

        (await scene.TryAsync("SELECT * FROM other.t")).ShouldBe("ok");
        (await RightsInAsync(scene, "shop")).ShouldBe("0|0|0");
    }

    [Fact]
    public async Task ReachTablesThatAScriptCreatedAsSomebodyElse()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var owner = $"owner_{Guid.NewGuid():N}";
        await scene.Database.ExecuteAsync(
            $"CREATE ROLE {owner}; GRANT {owner} TO {scene.Migrator.Name}; GRANT CREATE, USAGE ON SCHEMA shop TO {owner}");
        await scene.CreateAsync("shop: Read");
        await scene.MigrateAsync($"SET ROLE {owner}; CREATE TABLE shop.owned ()");
        (await scene.TryAsync("SELECT * FROM shop.owned")).ShouldBe(Denied);

        var again = scene.Properties("shop: Read");
        again["Revision"] = "2";
        (await scene.Stack.UpdateAsync(RoleScene.Image, again)).ShouldSucceed();

        (await scene.TryAsync("SELECT * FROM shop.owned")).ShouldBe("ok");
    }

    [Fact]
    public async Task LeaveAloneWhatAScriptGranted()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.MigrateAsync($"GRANT INSERT ON shop.customers TO {scene.Role}");
        await scene.MigrateAsync("CREATE SCHEMA other");

        (await scene.UpdateAsync("shop: Read", "other: Read")).ShouldSucceed();

        (await scene.TryAsync(Insert)).ShouldBe("ok");
    }

    // REVOKE takes what its own grantor gave: it took nothing, and the answer said nothing.
    [Fact]
    public async Task SayWhoseGrantIsLeft()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var lender = $"lender_{Guid.NewGuid():N}";
        await scene.CreateAsync("shop: Write");
        await scene.Database.ExecuteAsync($"CREATE ROLE {lender}");
        await scene.MigrateAsync(
            $"GRANT USAGE ON SCHEMA shop TO {lender}; GRANT SELECT, INSERT ON shop.customers TO {lender} WITH GRANT OPTION");
        await scene.Database.ExecuteAsync($"SET ROLE {lender}; GRANT SELECT, INSERT ON shop.customers TO {scene.Role}");
        (await scene.UpdateAsync("shop: Read Write")).Reason.ShouldBeNull();

        var answer = await scene.UpdateAsync("shop: USAGE");

        answer.ShouldSucceed();
        answer.Reason.ShouldBe(
            $"SELECT, INSERT on shop.customers could not be revoked: only {lender} can, who granted it.");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        (await scene.TryAsync("UPDATE shop.customers SET name = ''")).ShouldBe(Denied);
    }

    [Fact]
    public async Task AreTakenEvenWhenTheEventThatGaveThemIsForgotten()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.UpdateAsync("shop: Read Write");

        // As after a rollback that was skipped: CloudFormation believes that nothing but Read was ever granted.
        var never = scene.Stack.Event("Update", scene.Properties("shop: Read"), scene.Properties("shop: Execute"));
        (await scene.Stack.SendAsync(RoleScene.Image, never)).ShouldSucceed();

        (await scene.TryAsync(Insert)).ShouldBe(Denied);
    }

    [Fact]
    public async Task QuoteWhateverATableIsCalled()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        const string Name = """ "o'dd "" \ $$ $lockstep$; DROP TABLE shop.customers; --" """;
        await scene.MigrateAsync($"CREATE TABLE shop.{Name} ()");

        (await scene.CreateAsync("shop: Read Write")).ShouldSucceed();

        (await scene.TryAsync($"SELECT * FROM shop.{Name}")).ShouldBe("ok");
        (await scene.UpdateAsync("shop: Write")).ShouldSucceed();
        (await scene.TryAsync($"SELECT * FROM shop.{Name}")).ShouldBe(Denied);
        (await scene.Database.ValueAsync("SELECT count(*) FROM shop.customers")).ShouldBe("2");
    }

    [Fact]
    public async Task AreGivenOnAThousandTablesAtOnce()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.MigrateAsync(
            "DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE shop.t%s ()', i); END LOOP; END $$");

        (await scene.CreateAsync("shop: Read Write")).ShouldSucceed();

        (await scene.TryAsync("SELECT * FROM shop.t1000; INSERT INTO shop.t1 DEFAULT VALUES")).ShouldBe("ok");
    }

    static Task<string> RightsInAsync(RoleScene scene, string schema) => scene.Database.ValueAsync(
        $"""
        SELECT
          (SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = '{schema}'::regnamespace AND a.grantee = '{scene.Role}'::regrole),
          (SELECT count(*) FROM pg_namespace n, aclexplode(n.nspacl) a
            WHERE n.oid = '{schema}'::regnamespace AND a.grantee = '{scene.Role}'::regrole),
          (SELECT count(*) FROM pg_default_acl d, aclexplode(d.defaclacl) a
            WHERE d.defaclnamespace = '{schema}'::regnamespace AND a.grantee = '{scene.Role}'::regrole)
        """);
}
