using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ADeleteOfARole(RolesPostgres postgres)
{
    [Fact]
    public async Task DropsItWithAllItsRights()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read Write", "public: Read");
        await scene.MigrateAsync($"GRANT REFERENCES ON shop.customers TO {scene.Role}");

        var answer = await scene.DeleteAsync();

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();
        (await scene.Database.ValueAsync("SELECT count(*) FROM shop.customers")).ShouldBe("2");
    }

    [Fact]
    public async Task EndsItsSessionsFirst()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read Write");
        await using var session = await scene.AsRole().OpenAsync();
        await using (var begin = new NpgsqlCommand("BEGIN; INSERT INTO shop.customers (name) VALUES ('x')", session))
        {
            await begin.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await scene.DeleteAsync()).Reason.ShouldBeNull();

        await using var after = new NpgsqlCommand("SELECT 1", session);
        (await Should.ThrowAsync<PostgresException>(
            () => after.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).SqlState.ShouldBe("57P01");
        (await scene.Database.ValueAsync("SELECT count(*) FROM shop.customers")).ShouldBe("2");
    }

    // The pool of a function that is frozen keeps them. Nothing of it is data, and the hint was to reassign it.
    [Fact]
    public async Task DropsItAlsoWhereItsSessionsHaveTemporaryThings()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read Write");
        await using var session = await scene.AsRole().SessionAsync(
            """
            CREATE TEMP TABLE basket (id serial PRIMARY KEY, note text);
            CREATE TYPE pg_temp.mood AS ENUM ('good');
            CREATE FUNCTION pg_temp.one() RETURNS int LANGUAGE sql AS 'SELECT 1'
            """);

        (await scene.DeleteAsync()).Reason.ShouldBeNull();

        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("CREATE TABLE shop.kept AS SELECT 7 AS n", "table shop.kept")]
    [InlineData("SELECT lo_create(0)", "large object")]
    public async Task RefusesWhenItOwnsSomething(string statement, string owned)
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read Write");
        await scene.Database.ExecuteAsync($"GRANT CREATE ON SCHEMA shop TO {scene.Role}");
        await scene.AsRole().ExecuteAsync(statement);

        (await scene.DeleteAsync()).ShouldFail($"Role \"{scene.Role}\" was not dropped: it owns {owned}");

        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe("ok", "nothing is half done");
        await scene.Database.ExecuteAsync($"REASSIGN OWNED BY {scene.Role} TO {scene.Migrator.Name}");
        (await scene.DeleteAsync()).Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task RefusesWhenItHasRightsInAnotherDatabase()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        var other = new NpgsqlConnectionStringBuilder(
            await scene.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken));
        await new TestDatabase(other.ConnectionString).ExecuteAsync(
            $"CREATE TABLE theirs (); GRANT SELECT ON theirs TO {scene.Role}");
        await using var session = await scene.AsRole().SessionAsync("SELECT 1");

        (await scene.DeleteAsync()).ShouldFail($"it still has rights on objects in database {other.Database}.");

        await TestDatabase.ExecuteAsync(session, "SELECT * FROM shop.customers");

        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task SucceedsWhenTheRoleIsGone()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.DeleteAsync();

        var again = await scene.DeleteAsync();

        again.ShouldSucceed();
        again.Reason!.ShouldContain("It was gone already.");
    }

    [Fact]
    public async Task SucceedsWhenTheDatabaseIsGone()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var answer = await scene.CreateAsync("shop: Read");
        var database = new NpgsqlConnectionStringBuilder(scene.Database.ConnectionString).Database;
        await new TestDatabase(scene.Server.SuperuserConnectionString).ExecuteAsync($"DROP DATABASE {database} WITH (FORCE)");

        var deleted = await scene.DeleteAsync();

        deleted.ShouldSucceed();
        deleted.PhysicalResourceId.ShouldBe(answer.PhysicalResourceId);
        deleted.Reason!.ShouldStartWith($"Nothing was touched. There is no database \"{database}\"");
    }

    [Fact]
    public async Task SucceedsWhenTheServerCannotBeReached()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        using var stack = new TestStack("Host=127.0.0.1;Port=1;Database=nowhere")
        {
            ResourceType = DatabaseRole.ResourceType,
            Clock = new LeapingClock(),
        };

        var delete = stack.DeleteAsync(
            RoleScene.Image, scene.Properties(), $"lockstep:role://127.0.0.1/nowhere/{scene.Role}");
        await stack.Log.UntilItSaysAsync("Nothing listens", delete);
        stack.EndWork();
        var answer = await delete;

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("Nothing listens on 127.0.0.1:1");
    }

    [Fact]
    public async Task WithPropertiesThatLeadElsewhereTouchesNothing()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");

        (await scene.Stack.DeleteAsync(RoleScene.Image, physicalId: "lockstep:role://elsewhere/shop/api"))
            .Reason!.ShouldContain("which is another resource");

        (await scene.ExistsAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task WithAnInventedIdTouchesNothingOnceTheRoleWasUpdated()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");
        await scene.UpdateAsync("shop: Read Write");

        (await scene.Stack.DeleteAsync(RoleScene.Image, physicalId: "shop-ApiRole-1A2B3C"))
            .Reason!.ShouldContain("no Create is under way");

        (await scene.ExistsAsync()).ShouldBeTrue();
    }

    // CloudFormation cancels a Create when a sibling fails, and deletes what it never got an id for.
    [Fact]
    public async Task WithAnInventedIdTakesBackTheCreateWhoseAnswerNobodyGot()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.CreateAsync("shop: Read");

        (await scene.Stack.DeleteAsync(RoleScene.Image, physicalId: "shop-ApiRole-1A2B3C")).Reason.ShouldBeNull();

        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task WithAnInventedIdWaitsForTheCreateThatIsUnderWay()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var token = TestContext.Current.CancellationToken;
        await using var migration = await new TestDatabase(scene.Database.As(scene.Migrator)).OpenAsync();
        await using var transaction = await migration.BeginTransactionAsync(token);
        await using (var grant = new NpgsqlCommand("GRANT SELECT ON shop.customers TO PUBLIC", migration))
        {
            await grant.ExecuteNonQueryAsync(token);
        }

        var creating = scene.CreateAsync("shop: Read");
        await scene.Database.UntilAsync(Sessions("wait_event_type = 'Lock'", 1));
        var deleting = scene.Stack.DeleteAsync(RoleScene.Image, scene.Properties("shop: Read"), "shop-ApiRole-1A2B3C");
        await scene.Database.UntilAsync(Sessions("true", 2));
        await transaction.CommitAsync(token);

        (await creating).ShouldSucceed();
        (await deleting).Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();

        static string Sessions(string condition, int count) =>
            $"SELECT count(*) = {count} FROM pg_stat_activity "
                + $"WHERE application_name = 'lockstep' AND datname = current_database() AND {condition}";
    }

    [Fact]
    public async Task OfAnotherStacksRoleTouchesNothing()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var answer = await scene.CreateAsync("shop: Read");
        using var other = scene.NewStack("ApiRole", stackId: "arn:aws:cloudformation:eu-west-1:123456789012:stack/other/2");

        (await other.DeleteAsync(RoleScene.Image, scene.Properties("shop: Read"), answer.PhysicalResourceId))
            .Reason!.ShouldContain("It belongs to ApiRole, so nothing was touched.");

        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }
}
