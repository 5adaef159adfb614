using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Roles;

public sealed class ANewRole(RolesPostgres postgres)
{
    const string Denied = PostgresErrorCodes.InsufficientPrivilege;

    [Fact]
    public async Task SignsInAndDoesWhatItIsGranted()
    {
        using var scene = await RoleScene.StartAsync(postgres);

        (await scene.CreateAsync("shop: Read Write")).ShouldSucceed();

        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('Edsger')")).ShouldBe("ok");
        (await scene.TryAsync("UPDATE shop.customers SET name = 'Barbara'; DELETE FROM shop.customers")).ShouldBe("ok");
        (await scene.TryAsync("SELECT nextval('shop.numbers'), last_value FROM shop.numbers")).ShouldBe("ok");
    }

    [Fact]
    public async Task DoesNothingElse()
    {
        using var scene = await RoleScene.StartAsync(postgres);

        (await scene.CreateAsync("shop: Read")).ShouldSucceed();

        (await scene.TryAsync("INSERT INTO shop.customers (name) VALUES ('x')")).ShouldBe(Denied);
        (await scene.TryAsync("SELECT nextval('shop.numbers')")).ShouldBe(Denied);
        (await scene.TryAsync("TRUNCATE shop.customers")).ShouldBe(Denied);
        (await scene.TryAsync("CREATE TABLE shop.mine ()")).ShouldBe(Denied);
        (await scene.TryAsync("CREATE ROLE friend")).ShouldBe(Denied);
        (await Should.ThrowAsync<PostgresException>(() => scene.AsRole(password: "guessed").ValueAsync("SELECT 1")))
            .SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        (await scene.Database.ValueAsync(
            "SELECT concat(rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls) "
                + $"FROM pg_roles WHERE rolname = '{scene.Role}'")).ShouldBe("fffff");
    }

    [Fact]
    public async Task MayUseWhatTheMigratorCreatesLater()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        (await scene.CreateAsync("shop: Read Write")).ShouldSucceed();

        await scene.MigrateAsync("CREATE TABLE shop.orders (id serial); CREATE VIEW shop.recent AS SELECT * FROM shop.orders");

        (await scene.TryAsync("INSERT INTO shop.orders DEFAULT VALUES; SELECT * FROM shop.recent")).ShouldBe("ok");
    }

    [Fact]
    public async Task TakesSinglePrivilegesByPostgresNames()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.MigrateAsync(
            "CREATE FUNCTION shop.two() RETURNS int RETURN 2; REVOKE EXECUTE ON FUNCTION shop.two() FROM PUBLIC");

        (await scene.CreateAsync("shop: insert TRUNCATE Execute")).ShouldSucceed();

        (await scene.TryAsync("TRUNCATE shop.customers; INSERT INTO shop.customers (id) VALUES (7)")).ShouldBe("ok");
        (await scene.TryAsync("SELECT shop.two()")).ShouldBe("ok");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe(Denied);
    }

    [Fact]
    public async Task SeesOfSchemaLockstepTheVersionAlone()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        using var migration = new TestStack(scene.Database.As(scene.Migrator));
        (await migration.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();

        (await scene.CreateAsync("shop: Read Write", "public: Read")).ShouldSucceed();

        (await scene.AsRole().ValueAsync("SELECT version FROM lockstep.version WHERE schema = 'public'")).ShouldBe("2");
        (await scene.TryAsync("SELECT * FROM lockstep.journal")).ShouldBe(Denied);
        (await scene.TryAsync("DELETE FROM lockstep.owner")).ShouldBe(Denied);
        (await migration.UpdateAsync(Shop.New(), TestStack.Revision(2))).ShouldSucceed();
    }

    [Fact]
    public async Task IsKnownByItsPlaceAndTellsHowToReachIt()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var place = new NpgsqlConnectionStringBuilder(scene.Database.ConnectionString);

        var answer = await scene.CreateAsync("shop: Read");

        answer.PhysicalResourceId.ShouldBe($"lockstep:role://127.0.0.1/{place.Database}/{scene.Role}");
        answer["RoleName"].ShouldBe(scene.Role);
        answer["Host"].ShouldBe("127.0.0.1");
        answer["Port"].ShouldBe($"{place.Port}");
        answer["Database"].ShouldBe(place.Database);
        answer["Authentication"].ShouldBe("Secret");
        answer.Reason.ShouldBeNull();
    }

    [Fact]
    public async Task MayHaveANameThatNeedsQuoting()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var name = $"O'Neil \"\\ {Guid.NewGuid():N}";
        scene.Secret = () => $$"""{"password":"{{scene.Password}}"}""";
        var properties = scene.Properties("shop: Read");
        properties["RoleName"] = name;

        (await scene.Stack.CreateAsync(RoleScene.Image, properties)).ShouldSucceed();

        (await scene.AsRole(name).ValueAsync("SELECT count(*) FROM shop.customers")).ShouldBe("2");
        (await scene.DeleteAsync()).Reason.ShouldBeNull();
    }

    [Fact]
    public async Task IsLetIntoADatabaseThatNotEverybodyMayEnter()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        var database = new NpgsqlConnectionStringBuilder(scene.Database.ConnectionString).Database;
        await scene.Database.ExecuteAsync($"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC");

        (await scene.CreateAsync("shop: Read")).ShouldSucceed();

        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        (await scene.DeleteAsync()).Reason.ShouldBeNull();
    }

    [Fact]
    public async Task GetsWhatIsTheMigratorsToGiveAndHearsOfTheRest()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.Database.ExecuteAsync(
            "CREATE TABLE shop.theirs (); CREATE TABLE shop.open (); GRANT SELECT ON shop.open TO PUBLIC");

        var answer = await scene.CreateAsync("shop: Read");

        answer.ShouldSucceed();
        answer.Reason.ShouldBe("SELECT on shop.theirs could not be granted: only the owner can.");
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
    }

    [Fact]
    public async Task GetsNothingOnWhatAnExtensionBroughtAndHearsNothingOfIt()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.Database.ExecuteAsync("CREATE TABLE shop.brought (); ALTER EXTENSION plpgsql ADD TABLE shop.brought");

        var answer = await scene.CreateAsync("shop: Read Write");

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
    }

    // Locally the migrator is often the superuser.
    [Fact]
    public async Task IsTheSameWhenASuperuserMakesIt()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        using var stack = scene.NewStack("ApiRole", connection: scene.Database.ConnectionString);

        (await stack.CreateAsync(RoleScene.Image, scene.Properties("shop: Read"))).Reason.ShouldBeNull();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe("ok");
        (await stack.UpdateAsync(RoleScene.Image, scene.Properties("shop: Write"))).Reason.ShouldBeNull();
        (await scene.TryAsync("SELECT * FROM shop.customers")).ShouldBe(Denied);

        (await stack.DeleteAsync(RoleScene.Image)).Reason.ShouldBeNull();
        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task NeedsAMigratorThatMayCreateRoles()
    {
        using var scene = await RoleScene.StartAsync(postgres);
        await scene.Database.ExecuteAsync($"ALTER ROLE {scene.Migrator.Name} NOCREATEROLE");

        (await scene.CreateAsync("shop: Read")).ShouldFail(
            $"Role \"{scene.Role}\" was not changed: permission denied to create role. The migrator needs CREATEROLE");
    }

    [Fact]
    public async Task IsNotMadeWhereASchemaIsMissing()
    {
        using var scene = await RoleScene.StartAsync(postgres);

        (await scene.CreateAsync("shop: Read", "stock: Read", "bills: Read")).ShouldFail(
            $"Role \"{scene.Role}\" was not changed. Schema \"stock\" does not exist. Let the migration that creates it come first "
                + "(DependsOn), or correct Grants. Schema \"bills\" does not exist.");

        (await scene.ExistsAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task LeavesTheMigratorNoMemberOfIt()
    {
        using var scene = await RoleScene.StartAsync(postgres);

        (await scene.CreateAsync("shop: Read")).ShouldSucceed();

        (await scene.Database.ValueAsync(
            $"SELECT pg_has_role('{scene.Migrator.Name}', '{scene.Role}', 'USAGE')")).ShouldBe("False");
    }
}
