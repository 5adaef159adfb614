using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Roles;

/// <summary>A server that has the role rds_iam, as RDS has; the tokens themselves are RDS's alone.</summary>
public sealed class ARoleThatSignsInByToken : IAsyncLifetime
{
    PostgresServer? _server;

    public async ValueTask InitializeAsync() => _server = await RolesPostgres.StartAsync("log_statement", "none");

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    [Fact]
    public async Task IsAMemberOfRdsIamAndHasNoPassword()
    {
        using var scene = await StartAsync();
        var properties = Iam(scene);

        var answer = await scene.Stack.CreateAsync(RoleScene.Image, properties);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["Authentication"].ShouldBe("Iam");
        (await StateAsync(scene)).ShouldBe("True|True");
    }

    [Fact]
    public async Task MayBecomeOneWithAPasswordAndBack()
    {
        using var scene = await StartAsync();
        await scene.Stack.CreateAsync(RoleScene.Image, Iam(scene));

        (await scene.UpdateAsync("shop: Read")).ShouldSucceed();
        (await StateAsync(scene)).ShouldBe("False|False");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");

        (await scene.Stack.UpdateAsync(RoleScene.Image, Iam(scene))).ShouldSucceed();
        (await StateAsync(scene)).ShouldBe("True|True");
    }

    // RDS lets a member of rds_iam in by token alone, whichever way it became one (movetokube/postgres-operator#315).
    [Fact]
    public async Task NeverMakesTheMigratorOneThatDoes()
    {
        using var scene = await StartAsync();
        await scene.Stack.CreateAsync(RoleScene.Image, Iam(scene));
        (await scene.Database.ValueAsync(
            $"SELECT pg_has_role('{scene.Migrator.Name}', 'rds_iam', 'USAGE')")).ShouldBe("False");

        (await scene.DeleteAsync()).Reason.ShouldBeNull();

        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    // It was taken away for ever, and rds_iam stayed.
    [Fact]
    public async Task HasThePasswordThatItHadBeforeItWasTakenOver()
    {
        using var scene = await StartAsync();
        await scene.MigrateAsync(
            $"CREATE ROLE {scene.Role} LOGIN PASSWORD '{scene.Password}'; GRANT USAGE ON SCHEMA shop TO {scene.Role}; "
                + $"GRANT SELECT ON shop.customers TO {scene.Role}");
        var properties = Iam(scene, "shop: Read Write");
        properties["TakeOver"] = "true";
        (await scene.Stack.CreateAsync(RoleScene.Image, properties)).ShouldSucceed();
        (await StateAsync(scene)).ShouldBe("True|False");

        (await scene.DeleteAsync()).Reason.ShouldBe(
            $"Role \"{scene.Role}\" was not dropped. It was there before this resource, so only what was granted to it is revoked.");

        (await StateAsync(scene)).ShouldBe("False|False");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task SignsInByTokenAgainWhereThatWasSoBeforeItWasTakenOver()
    {
        using var scene = await StartAsync();
        await scene.Stack.CreateAsync(RoleScene.Image, Iam(scene));
        using var taker = scene.NewStack("ApplicationRole");
        var properties = scene.Properties("shop: Read");
        properties["TakeOver"] = "true";
        (await taker.CreateAsync(RoleScene.Image, properties)).ShouldSucceed();
        (await StateAsync(scene)).ShouldBe("False|False");

        (await taker.DeleteAsync(RoleScene.Image)).Reason!.ShouldEndWith("from which this resource had taken it over.");

        (await StateAsync(scene)).ShouldBe("True|True");
    }

    // Since PostgreSQL 16 each membership is its grantor's: REVOKE took nothing, the answer was SUCCESS, and RDS let it in no more.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ByTheGrantOfSomebodyElseGetsAPasswordOnlyWhereThatCanBeRevoked(bool mayActForIt)
    {
        Assert.SkipWhen(_server!.Version.Major < 16, "before PostgreSQL 16 a membership is nobody's in particular");
        using var scene = await StartAsync();
        var grantor = await _server.CreateLoginAsync("", TestContext.Current.CancellationToken);
        await scene.MigrateAsync($"CREATE ROLE {scene.Role} LOGIN");
        await scene.Database.ExecuteAsync(
            $"GRANT rds_iam TO {grantor.Name} WITH ADMIN OPTION; SET ROLE {grantor.Name}; GRANT rds_iam TO {scene.Role}");
        if (mayActForIt)
        {
            // Else the migrator would be a member of rds_iam itself.
            await scene.Database.ExecuteAsync(
                $"GRANT {grantor.Name} TO {scene.Migrator.Name}; GRANT rds_iam TO {grantor.Name} WITH INHERIT FALSE");
        }

        var properties = scene.Properties("shop: Read");
        properties["TakeOver"] = "true";

        var answer = await scene.Stack.CreateAsync(RoleScene.Image, properties);

        if (!mayActForIt)
        {
            answer.ShouldFail(
                $"Role \"{scene.Role}\" was not changed. It stays a member of rds_iam, so that no password lets it in: "
                    + $"only {grantor.Name} can REVOKE that, who granted it.");
        }

        (answer.Status, await StateAsync(scene)).ShouldBe(mayActForIt ? ("SUCCESS", "False|False") : ("FAILED", "True|True"));
    }

    // REVOKE took what the migrator had given, the answer was that all is as before, and RDS let it in no more.
    [Fact]
    public async Task IsGivenBackWithAWordWhereSomebodyElseHasMadeItAMemberMeanwhile()
    {
        Assert.SkipWhen(_server!.Version.Major < 16, "before PostgreSQL 16 a membership is nobody's in particular");
        using var scene = await StartAsync();
        var grantor = await _server.CreateLoginAsync("", TestContext.Current.CancellationToken);
        await scene.MigrateAsync($"CREATE ROLE {scene.Role} LOGIN PASSWORD '{scene.Password}'");
        var properties = Iam(scene);
        properties["TakeOver"] = "true";
        (await scene.Stack.CreateAsync(RoleScene.Image, properties)).ShouldSucceed();
        await scene.Database.ExecuteAsync(
            $"GRANT rds_iam TO {grantor.Name} WITH ADMIN OPTION; SET ROLE {grantor.Name}; GRANT rds_iam TO {scene.Role}");

        var answer = await scene.DeleteAsync();

        answer.ShouldSucceed();
        answer.Reason!.ShouldEndWith(
            "so only what was granted to it is revoked. It stays a member of rds_iam, so that no password lets it in: "
                + $"only {grantor.Name} can REVOKE that, who granted it.");
    }

    [Fact]
    public async Task IsToldWhereTheServerTakesNoTokens()
    {
        using var scene = await RoleScene.StartAsync(_server!);

        var answer = await scene.Stack.CreateAsync(RoleScene.Image, Iam(scene));

        answer.ShouldSucceed();
        answer.Reason.ShouldBe(
            "This server has no role rds_iam, so it takes no IAM tokens: how the role signs in is up to its pg_hba.conf.");
        await scene.Database.ExecuteAsync($"ALTER ROLE {scene.Role} PASSWORD 'by hand'");
        (await scene.Stack.UpdateAsync(RoleScene.Image, Iam(scene, "shop: Write"))).ShouldSucceed();
        (await scene.AsRole(password: "by hand").ValueAsync("SELECT 1")).ShouldBe("1");
    }

    async Task<RoleScene> StartAsync()
    {
        var scene = await RoleScene.StartAsync(_server!);
        await scene.Database.ExecuteAsync(
            $"CREATE ROLE rds_iam; GRANT rds_iam TO {scene.Migrator.Name} WITH ADMIN OPTION; "
                + $"REVOKE {(_server!.Version.Major >= 16 ? "INHERIT OPTION FOR" : "")} rds_iam FROM {scene.Migrator.Name}");
        return scene;
    }

    static JsonObject Iam(RoleScene scene, string grants = "shop: Read")
    {
        var properties = scene.Properties(grants);
        properties["Authentication"] = "Iam";
        properties.Remove("RoleSecretArn");
        return properties;
    }

    static Task<string> StateAsync(RoleScene scene) => scene.Database.ValueAsync(
        $"""
        SELECT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles i ON i.oid = m.roleid
            WHERE i.rolname = 'rds_iam' AND m.member = a.oid), a.rolpassword IS NULL
        FROM pg_authid a WHERE a.rolname = '{scene.Role}'
        """);
}
