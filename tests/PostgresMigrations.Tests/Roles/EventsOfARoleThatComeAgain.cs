using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class EventsOfARoleThatComeAgain(RolesPostgres postgres)
{
    const string Insert = "INSERT INTO shop.customers (name) VALUES ('x')";

    [Fact]
    public async Task AreAnsweredTheSame()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var create = scene.Stack.Event("Create", scene.Properties("shop: Read"));

        var first = await scene.Stack.SendAsync(RoleScene.Image, create);
        var second = await scene.Stack.SendAsync(RoleScene.Image, create);

        first.ShouldSucceed();
        second.Document.ToString().ShouldBe(first.Document.ToString());
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task MakeOneRoleWhenTheyComeAtOnce()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var create = scene.Stack.Event("Create", scene.Properties("shop: Read Write"));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => scene.Stack.DeliverAsync(RoleScene.Image, create)));

        scene.Stack.LastAnswer!.ShouldSucceed();
        (await scene.TryAsync(Insert)).ShouldBe("ok");
    }

    [Fact]
    public async Task DoNothingOnceALaterRequestWasThere()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var (before, after) = (scene.Properties("shop: Read"), scene.Properties("shop: Read Write"));
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        var now = scene.Stack.Clock.GetUtcNow();
        var forward = scene.Stack.Event("Update", after, before, signedAt: now.AddSeconds(5));
        await scene.Stack.SendAsync(RoleScene.Image, forward);
        await scene.Stack.SendAsync(
            RoleScene.Image, scene.Stack.Event("Update", before, after, signedAt: now.AddSeconds(10)));

        (await scene.Stack.DeliverAsync(RoleScene.Image, forward)).ShouldBeNull();

        (await scene.TryAsync(Insert)).ShouldBe("42501");
    }

    // The second run finds the state in force that it is to make: that alone must not make it a rollback.
    [Fact]
    public async Task LeaveTheWayBackOpen()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.MigrateAsync("CREATE SCHEMA doomed");
        var (before, after) = (scene.Properties("shop: Read", "doomed: Read"), scene.Properties("shop: Read Write"));
        await scene.Stack.CreateAsync(RoleScene.Image, before);
        var forward = scene.Stack.Event("Update", after, before);
        await scene.Stack.SendAsync(RoleScene.Image, forward);
        await scene.Stack.SendAsync(RoleScene.Image, forward);
        await scene.MigrateAsync("DROP SCHEMA doomed");

        (await scene.Stack.RollBackAsync(RoleScene.Image, after, before)).ShouldSucceed();

        (await scene.TryAsync(Insert)).ShouldBe("42501");
    }

    [Fact]
    public async Task AreNotAnsweredWhenCloudFormationHasGivenUpOnThem()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var late = scene.Stack.Event(
            "Create", scene.Properties("shop: Read"), signedAt: scene.Stack.Clock.GetUtcNow().AddHours(-2));

        (await scene.Stack.DeliverAsync(RoleScene.Image, late)).ShouldBeNull();

        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    // Two who grant on one object at once fail with "tuple concurrently updated" when nobody keeps them apart.
    [Fact]
    public async Task OfTenRolesAtOnceAllSucceed()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        scene.Secret = () => """{"password":"the same for all"}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
        {
            using var stack = scene.NewStack($"Role{number}");
            var properties = scene.Properties("shop: Read Write", "public: Read");
            properties["RoleName"] = $"{scene.Role}_{number}";
            return await stack.CreateAsync(RoleScene.Image, properties);
        }));

        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
        (await scene.AsRole($"{scene.Role}_7", "the same for all").ValueAsync("SELECT count(*) FROM shop.customers")).ShouldBe("2");
    }

    // Grants of somebody else, a migration for example, are not behind our lock.
    [Fact]
    public async Task SucceedWhileAMigrationGrantsOnTheSameTables()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await using var migration = await new TestDatabase(scene.Database.As(scene.Migrator)).OpenAsync();
        await using var transaction = await migration.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var grant = new Npgsql.NpgsqlCommand("GRANT SELECT ON shop.customers TO PUBLIC", migration))
        {
            await grant.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var creating = scene.CreateAsync("shop: Read Write");
        await scene.Database.UntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'lockstep' AND wait_event_type = 'Lock' "
                + "AND datname = current_database()");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        (await creating).ShouldSucceed();
        (await scene.TryAsync(Insert)).ShouldBe("ok");
    }
}
