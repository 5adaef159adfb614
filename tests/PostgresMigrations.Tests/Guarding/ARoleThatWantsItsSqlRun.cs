using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Guarding;

/// <summary>Stored SQL is code that a rollback runs as the migrator; somebody with fewer rights would like to write it.</summary>
public sealed class ARoleThatWantsItsSqlRun(SharedPostgres postgres)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetsNothingFromDefaultPrivileges()
    {
        var (database, migrator, attacker) = await StartAsync();
        await database.ExecuteAsync(
            $"""
            ALTER DEFAULT PRIVILEGES FOR ROLE {migrator} GRANT ALL ON TABLES TO {attacker};
            ALTER DEFAULT PRIVILEGES FOR ROLE {migrator} GRANT ALL ON SCHEMAS TO PUBLIC;
            ALTER DEFAULT PRIVILEGES FOR ROLE {migrator} GRANT ALL ON SEQUENCES TO {attacker};
            """);
        using var stack = new TestStack(database.As(migrator));
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();

        var attack = new TestDatabase(database.As(attacker));
        foreach (var statement in new[]
        {
            "UPDATE lockstep.journal SET down_sql = 'CREATE TABLE pwned ()'",
            "INSERT INTO lockstep.owner VALUES ('a', 'b', 'c', 'd', true, true)",
            "SELECT up_sql FROM lockstep.journal",
            "DELETE FROM lockstep.deployment", "CREATE TABLE lockstep.mine ()", "TRUNCATE lockstep.journal",
            "SELECT nextval('lockstep.journal_id_seq')",
        })
        {
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => attack.ExecuteAsync(statement)))
                .SqlState.ShouldBe("42501", statement);
        }

        (await attack.RowsAsync("SELECT schema, version FROM lockstep.version")).ShouldBe(["public|2"]);
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2))).ShouldSucceed();
        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1)))["DatabaseVersion"].ShouldBe("2");
    }

    [Theory]
    [InlineData("GRANT UPDATE ON lockstep.journal TO {attacker}", "lockstep.journal grants UPDATE to {attacker}")]
    [InlineData(
        "GRANT UPDATE (down_sql) ON lockstep.journal TO {attacker}", "lockstep.journal.down_sql grants UPDATE to {attacker}")]
    [InlineData("GRANT INSERT ON lockstep.deployment TO PUBLIC", "lockstep.deployment grants INSERT to PUBLIC")]
    [InlineData("GRANT CREATE ON SCHEMA lockstep TO {attacker}", "schema lockstep grants CREATE to {attacker}")]
    [InlineData("ALTER TABLE lockstep.journal OWNER TO {attacker}", "lockstep.journal is owned by {attacker}")]
    [InlineData("ALTER SCHEMA lockstep OWNER TO {attacker}", "schema lockstep is owned by {attacker}")]
    [InlineData("ALTER TABLE lockstep.journal ENABLE ROW LEVEL SECURITY", "lockstep.journal has row security")]
    [InlineData(
        "CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN CREATE TABLE public.pwned (); RETURN NEW; END'; "
            + "CREATE TRIGGER t BEFORE INSERT ON lockstep.deployment FOR EACH ROW EXECUTE FUNCTION public.f()",
        "lockstep.deployment has the trigger t")]
    [InlineData("CREATE RULE r AS ON INSERT TO lockstep.deployment DO ALSO SELECT 1", "lockstep.deployment has the rule r")]
    [InlineData("CREATE TABLE public.child () INHERITS (lockstep.journal)", "lockstep.journal is not an ordinary table")]
    public async Task StopsEverythingWhereSomebodyLetItWrite(string opening, string offence)
    {
        var (database, migrator, attacker) = await StartAsync();
        using var stack = new TestStack(database.As(migrator));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        await database.ExecuteAsync(opening.Replace("{attacker}", attacker.Name, StringComparison.Ordinal));
        var deployments = await database.DeploymentsAsync();

        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain(offence.Replace("{attacker}", attacker.Name, StringComparison.Ordinal));
        (await database.DeploymentsAsync()).ShouldBe(deployments);
        (await database.RowsAsync("SELECT relname FROM pg_class WHERE relname = 'pwned'")).ShouldBeEmpty();
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(3))).ShouldFail("cannot be trusted");
    }

    [Fact]
    public async Task IsFoundInPgWriteAllDataToo()
    {
        // A server of its own: roles belong to the whole server, and this one would stop every other test.
        await using var server = await PostgresServer.StartAsync(new() { MajorVersion = WishedPostgres.MajorVersion }, Token);
        var migrator = await server.CreateLoginAsync("", Token);
        var attacker = await server.CreateLoginAsync("", Token);
        using var stack = new TestStack(await server.CreateDatabaseAsync(migrator, Token));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await new TestDatabase(server.SuperuserConnectionString).ExecuteAsync($"GRANT pg_write_all_data TO {attacker}");

        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2))).ShouldFail($"{attacker} is in pg_write_all_data");
    }

    [Fact]
    public async Task CannotPrepareTheSchemaBeforeTheMigratorComes()
    {
        var (database, migrator, attacker) = await StartAsync();
        await database.ExecuteAsync($"CREATE SCHEMA lockstep AUTHORIZATION {attacker}");

        using var stack = new TestStack(database.As(migrator));
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldFail($"schema lockstep is owned by {attacker}");

        using var asSuperuser = new TestStack(database.ConnectionString);
        (await asSuperuser.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldFail($"schema lockstep is owned by {attacker}");
    }

    // Since PostgreSQL 16 the migrator is a member of each role that it creates, to administer it. The application's role counted
    // as the migrator's own, and the SQL that it had stored was run with the migrator's rights.
    [Fact]
    public async Task IsAStrangerAlsoWhereTheMigratorHasCreatedIt()
    {
        var migrator = await postgres.Server.CreateLoginAsync("CREATEROLE", Token);
        var database = await TestDatabase.CreateAsync(postgres, migrator);
        var application = $"application_{Guid.NewGuid():N}";
        await new TestDatabase(database.As(migrator)).ExecuteAsync($"CREATE ROLE {application}");
        await database.ExecuteAsync($"CREATE SCHEMA lockstep AUTHORIZATION {application}");
        using var stack = new TestStack(database.As(migrator));

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldFail($"schema lockstep is owned by {application}");

        await database.ExecuteAsync("DROP SCHEMA lockstep");
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        await database.ExecuteAsync($"ALTER TABLE lockstep.journal OWNER TO {application}");
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2)))
            .ShouldFail($"lockstep.journal is owned by {application}");

        var options = postgres.Server.Version.Major >= 16 ? " WITH SET TRUE, INHERIT TRUE" : "";
        await database.ExecuteAsync(
            $"GRANT {application} TO {migrator}{options}; GRANT USAGE ON SCHEMA lockstep TO {application}");
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2))).ShouldSucceed();
    }

    [Fact]
    public async Task CannotPutAFunctionInTheWay()
    {
        var (database, migrator, attacker) = await StartAsync();
        await database.ExecuteAsync($"GRANT CREATE ON SCHEMA public TO {attacker}");
        await new TestDatabase(database.As(attacker)).ExecuteAsync(
            """
            CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql
              AS 'BEGIN CREATE TABLE public.pwned (); RETURN now(); END';
            CREATE FUNCTION public.quote_ident(text) RETURNS text LANGUAGE plpgsql
              AS 'BEGIN CREATE TABLE public.pwned (); RETURN $1; END';
            CREATE FUNCTION public.same(text, text) RETURNS boolean LANGUAGE plpgsql
              AS 'BEGIN CREATE TABLE public.pwned (); RETURN true; END';
            CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, PROCEDURE = public.same);
            """);
        using var stack = new TestStack(database.As(migrator));

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();

        (await database.RowsAsync("SELECT relname FROM pg_class WHERE relname = 'pwned'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task CannotPutAFunctionInTheWayOfARollbackEither()
    {
        var (database, migrator, attacker) = await StartAsync();
        await database.ExecuteAsync(
            $"""
            GRANT CREATE ON SCHEMA public TO {attacker};
            CREATE SCHEMA theirs; CREATE SEQUENCE theirs.trace;
            GRANT USAGE ON SCHEMA theirs TO PUBLIC; GRANT USAGE ON SEQUENCE theirs.trace TO PUBLIC;
            """);
        await new TestDatabase(database.As(attacker)).ExecuteAsync(
            """
            CREATE FUNCTION public.format(text, name, name) RETURNS text LANGUAGE plpgsql
              AS 'BEGIN PERFORM nextval(''theirs.trace''); RETURN pg_catalog.format($1, $2, $3); END';
            CREATE FUNCTION public.concat(text) RETURNS text LANGUAGE plpgsql
              AS 'BEGIN PERFORM nextval(''theirs.trace''); RETURN $1; END';
            """);
        using var stack = new TestStack(database.As(migrator));
        const string Alone = "-- lockstep: no-transaction\n";
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var next = Shop.Old().And(
            ("0003_a.sql", "ALTER TABLE customers ADD COLUMN a text"), ("0003_a.down.sql", "ALTER TABLE customers DROP COLUMN a"),
            ("0004_b.sql", $"{Alone}CREATE TABLE b (id int)"), ("0004_b.down.sql", $"{Alone}DROP TABLE b"),
            ("0005_c.sql", $"{Alone}ALTER TABLE customers ADD COLUMN c text"),
            ("0005_c.down.sql", $"{Alone}ALTER TABLE customers DROP COLUMN c"));
        await stack.UpdateAsync(next, TestStack.Revision(2));

        (await stack.RollBackAsync(next, TestStack.Revision(2), TestStack.Revision(1)))["RevertedCount"].ShouldBe("3");

        // A table would go with what the trial takes back; a number of a sequence does not.
        (await database.ValueAsync("SELECT is_called FROM theirs.trace")).ShouldBe("False");
    }

    // Whoever waits may be looked at through a connection of its own; the one who makes it wait can be the attacker.
    [Fact]
    public async Task CannotPutAFunctionInTheWayOfALookAtWhoHasTheLock()
    {
        var (database, migrator, attacker) = await StartAsync();
        await database.ExecuteAsync($"GRANT CREATE ON SCHEMA public TO {attacker}");
        await new TestDatabase(database.As(attacker)).ExecuteAsync(
            """
            CREATE FUNCTION public.unnest(int[]) RETURNS SETOF int LANGUAGE plpgsql
              AS 'BEGIN CREATE TABLE public.pwned (); RETURN QUERY SELECT pg_catalog.unnest($1); END';
            """);
        using var stack = new TestStack(database.As(migrator)) { Clock = new LeapingClock() };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var holder = await database.SessionAsync("BEGIN; LOCK TABLE customers IN ACCESS SHARE MODE");

        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "1s")));
        await stack.Log.UntilItSaysAsync("is run again after attempt 4", update);
        stack.EndWork();

        (await update).ShouldFail("It waited for process ");
        (await database.RowsAsync("SELECT relname FROM pg_class WHERE relname = 'pwned'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsFoundAmongThoseWhoShareTheOwningRole()
    {
        var (database, migrator, attacker) = await StartAsync();
        using var stack = new TestStack(database.As(migrator));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var group = $"group_{Guid.NewGuid():N}";
        await database.ExecuteAsync(
            $"""
            CREATE ROLE {group}; GRANT {group} TO {migrator};
            ALTER TABLE lockstep.journal OWNER TO {group}; ALTER TABLE lockstep.deployment OWNER TO {group};
            ALTER TABLE lockstep.owner OWNER TO {group};
            GRANT USAGE ON SCHEMA lockstep TO {group};
            """);

        (await stack.UpdateAsync(Shop.Old(), TestStack.Revision(2))).ShouldSucceed();
        await database.ExecuteAsync($"GRANT {group} TO {attacker}");
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(3)))
            .ShouldFail($"{attacker} shares the role that owns schema lockstep");
    }

    [Fact]
    public async Task DoesNotGetADownRunThatWasChangedInsideTheJournal()
    {
        var (database, migrator, _) = await StartAsync();
        using var stack = new TestStack(database.As(migrator));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        await database.ExecuteAsync("UPDATE lockstep.journal SET down_sql = 'CREATE TABLE pwned ()' WHERE version = 3");

        var answer = await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("0003_create_orders.down.sql was changed inside the journal");
        (await database.RowsAsync("SELECT relname FROM pg_class WHERE relname = 'pwned'")).ShouldBeEmpty();
    }

    async Task<(TestDatabase Database, PostgresLogin Migrator, PostgresLogin Attacker)> StartAsync()
    {
        var migrator = await postgres.Server.CreateLoginAsync("", Token);
        var attacker = await postgres.Server.CreateLoginAsync("", Token);
        return (await TestDatabase.CreateAsync(postgres, migrator), migrator, attacker);
    }
}
