using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Deleting;

public sealed class ADatabaseOfItsOwn(SharedPostgres postgres)
{
    readonly string _name = $"Eph emeral-{Guid.NewGuid():N}";

    [Fact]
    public async Task IsCreatedWithTheStackAndDroppedWithIt()
    {
        using var stack = new TestStack(Connection);
        var server = new TestDatabase(postgres.Server.SuperuserConnectionString);

        (await stack.CreateAsync(Shop.Old(), Properties(1))).ShouldSucceed();
        (await server.RowsAsync(Databases)).ShouldBe([_name]);
        await using var application = await new TestDatabase(Connection).OpenAsync();

        (await stack.DeleteAsync(Shop.Old())).ShouldSucceed();
        (await server.RowsAsync(Databases)).ShouldBeEmpty();
        (await stack.DeleteAsync(Shop.Old())).Reason!.ShouldContain("There is no database");
    }

    [Fact]
    public async Task IsGoneWhenItsCreateFails()
    {
        using var stack = new TestStack(Connection);

        (await stack.CreateAsync(Image.With(("1_x.sql", "SELECT 1/0")), Properties(1))).ShouldFail("22012");

        (await new TestDatabase(postgres.Server.SuperuserConnectionString).RowsAsync(Databases)).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsRefusedToAMigratorWithoutTheRight()
    {
        var migrator = await postgres.Server.CreateLoginAsync("", TestContext.Current.CancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(
            new TestDatabase(postgres.Server.SuperuserConnectionString).As(migrator))
        { Database = _name };
        using var stack = new TestStack(connection.ConnectionString);

        (await stack.CreateAsync(Shop.Old(), Properties(1)))
            .ShouldFail($"Database \"{_name}\" could not be created: 42501 permission denied to create database. The user needs CREATEDB.");
    }

    // It was "NpgsqlException: the log has the details", and a database was left that nobody had made.
    [Theory]
    [InlineData("CREATE DATABASE")]
    [InlineData("COMMENT")]
    public async Task IsItsOwnAlsoWhereTheLinkBreaksWhileItIsMade(string reply)
    {
        await using var link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var stack = new TestStack(link.Through(Connection));
        link.CutBefore(message => message is { Name: "CommandComplete", Text: { } text } && text == reply, CutStyle.Reset);

        (await stack.CreateAsync(Shop.Old(), Properties(1))).ShouldSucceed();
        (await stack.DeleteAsync(Shop.Old())).ShouldSucceed();

        (await new TestDatabase(postgres.Server.SuperuserConnectionString).RowsAsync(Databases)).ShouldBeEmpty();
    }

    // DROP DATABASE WITH (FORCE) was refused, with 42501: a worker of autovacuum is a session that only a superuser may end.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsDroppedWhileAutovacuumIsAtWorkInIt(bool isInUse)
    {
        await using var server = await PostgresServer.StartAsync(
            new()
            {
                MajorVersion = WishedPostgres.MajorVersion,
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["autovacuum_naptime"] = "1s" },
            },
            TestContext.Current.CancellationToken);
        var migrator = await server.CreateLoginAsync("CREATEDB", TestContext.Current.CancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(new TestDatabase(server.SuperuserConnectionString).As(migrator))
        {
            Database = _name,
        };
        using var stack = new TestStack(connection.ConnectionString);
        (await stack.CreateAsync(Image.With(("1_long.sql", LongToVacuum)), Properties(1))).ShouldSucceed();
        await new TestDatabase(server.SuperuserConnectionString).UntilAsync(
            $"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{_name}' AND backend_type = 'autovacuum worker'");
        await using var application = isInUse ? await new TestDatabase(connection.ConnectionString).OpenAsync() : null;

        (await stack.DeleteAsync(Shop.Old())).ShouldSucceed();

        (await new TestDatabase(server.SuperuserConnectionString).RowsAsync(Databases)).ShouldBeEmpty();
    }

    // The other stack's tables and rows went with the database, and with them its deployment that had succeeded.
    [Fact]
    public async Task StaysWhenItsCreateFailsAndAnotherStackIsInItByNow()
    {
        using var stack = new TestStack(Connection);
        using var other = new TestStack(Connection);
        var creating = Task.Run(() => stack.CreateAsync(
            Image.With(("1_x.sql", FailsBehind("b", "customers"))),
            TestStack.Revision(1, ("CreateDatabase", "true"), ("Schema", "a"))));
        await IsMadeAsync();

        (await other.CreateAsync(Shop.Old(), TestStack.Revision(1, ("CreateDatabase", "true"), ("Schema", "b")))).ShouldSucceed();

        var answer = await creating;
        answer.ShouldFail("22012");
        answer.Reason!.ShouldContain("was not dropped, for more is in it by now than this Create's schema: Migration of arn:");
        var database = new TestDatabase(Connection);
        (await database.ValueAsync("SELECT count(*) FROM b.customers")).ShouldBe("2");
        (await database.ValueAsync("SELECT to_regnamespace('a') IS NULL")).ShouldBe("True");
        (await other.UpdateAsync(Shop.New(), TestStack.Revision(2, ("CreateDatabase", "true"), ("Schema", "b")))).ShouldSucceed();
    }

    [Fact]
    public async Task StaysWhenItsCreateFailsAndSomebodyHasMadeATableInItByNow()
    {
        using var stack = new TestStack(Connection);
        var creating = Task.Run(() => stack.CreateAsync(
            Image.With(("1_x.sql", FailsBehind("audit", "seen"))), Properties(1)));
        await IsMadeAsync();
        await new TestDatabase(Connection).ExecuteAsync("CREATE SCHEMA audit; CREATE TABLE audit.seen ()");

        (await creating).ShouldFail("than this Create's schema: audit.seen.");

        (await new TestDatabase(Connection).ValueAsync("SELECT count(*) FROM audit.seen")).ShouldBe("0");
    }

    // No Delete follows a Create that is refused.
    [Fact]
    public async Task IsGoneWhenItsCreateIsRefused()
    {
        using var stack = new TestStack(Connection);

        (await stack.CreateAsync(Image.With(("1_x.sql", "SELECT 'open")), Properties(1))).ShouldFail("1_x.sql:1:8");

        (await new TestDatabase(postgres.Server.SuperuserConnectionString).RowsAsync(Databases)).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsKeptWhileAnotherResourceOwnsASchemaInIt()
    {
        using var stack = new TestStack(Connection);
        using var other = new TestStack(Connection);
        await stack.CreateAsync(Shop.Old(), Properties(1));
        await other.CreateAsync(Shop.Old(), TestStack.Revision(1, ("Schema", "other")));

        (await stack.DeleteAsync(Shop.Old())).ShouldFail("other resources own schemas in it: \"other\" (Migration)");

        (await new TestDatabase(postgres.Server.SuperuserConnectionString).RowsAsync(Databases)).ShouldBe([_name]);
    }

    // A schema that was there gets its owner at the end: nobody had one when the database was dropped under the other's work.
    [Fact]
    public async Task IsKeptWhileAnotherResourceIsAtWorkInIt()
    {
        using var stack = new TestStack(Connection);
        using var other = new TestStack(Connection);
        (await stack.CreateAsync(Shop.Old(), Properties(1, ("Schema", "mine")))).ShouldSucceed();
        var database = new TestDatabase(Connection);
        Task<Answer> creating;
        await using (await database.LockAsync(4711))
        {
            creating = other.CreateAsync(
                Image.With(("1_wait.sql", "SELECT pg_advisory_xact_lock(4711)")), TestStack.Revision(1));
            await database.UntilSomebodyWaitsForAsync(4711);

            (await stack.DeleteAsync(Shop.Old())).ShouldFail($"other resources are at work in it: Migration of {other.StackId}.");
        }

        (await creating).ShouldSucceed();
    }

    [Fact]
    public async Task GoesWithTheStackAlsoWhereAnotherResourceHadBeenInIt()
    {
        using var stack = new TestStack(Connection);
        using var other = new TestStack(Connection);
        (await stack.CreateAsync(Shop.Old(), Properties(1, ("Schema", "mine")))).ShouldSucceed();
        (await other.CreateAsync(Shop.Old(), TestStack.Revision(1, ("OnDelete", "DropSchema")))).ShouldSucceed();
        (await other.DeleteAsync(Shop.Old())).ShouldSucceed();

        (await stack.DeleteAsync(Shop.Old())).ShouldSucceed();

        (await new TestDatabase(postgres.Server.SuperuserConnectionString).RowsAsync(Databases)).ShouldBeEmpty();
    }

    // Nobody ordered that: the Create worked, and CloudFormation never had its answer.
    [Fact]
    public async Task IsKeptWhereItsCreateIsTakenBackAndSomebodyHasMadeATableInIt()
    {
        using var stack = new TestStack(Connection);
        (await stack.CreateAsync(Shop.Old(), Properties(1))).ShouldSucceed();
        var database = new TestDatabase(Connection);
        await database.ExecuteAsync("CREATE SCHEMA audit; CREATE TABLE audit.seen ()");

        (await stack.DeleteAsync(Shop.Old(), physicalId: "shop-Migration-1A2B3C")).ShouldSucceed();

        (await database.ValueAsync("SELECT count(*) FROM audit.seen")).ShouldBe("0");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsCreatedOnceByFourWhoComeAtOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            using var stack = new TestStack(Connection);
            return await stack.CreateAsync(
                Shop.Old(), TestStack.Revision(1, ("CreateDatabase", "true"), ("Schema", $"s{number}")));
        })));

        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
    }

    [Fact]
    public async Task GoesAgainWhenALaterRunOfItsCreateFails()
    {
        await using var hurried = ShortRuns.Of(postgres, new TestDatabase(Connection));
        var stack = hurried.Stack;
        hurried.EndAfter("CREATE SEQUENCE", 1);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a (); CREATE SEQUENCE s"), ("2_b.sql", "SELECT 1"), ("3_c.sql", "SELECT 1 / 0"));
        var properties = TestStack.Revision(1, ("CreateDatabase", "true"), ("Transaction", "Script"));

        var (answer, runs) = await stack.RunAllAsync(image, stack.Event("Create", properties));

        answer.ShouldNotBeNull().ShouldFail("22012");
        runs.ShouldBe(2);
        (await new TestDatabase(postgres.Server.SuperuserConnectionString).RowsAsync(Databases)).ShouldBeEmpty();
    }

    // A lock to wait for would have to be in the database that is not there yet; and to_regclass would not hear of the table.
    static string FailsBehind(string schema, string table) =>
        $"""
        DO $$
        BEGIN
          WHILE NOT EXISTS (
            SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = '{schema}' AND c.relname = '{table}')
          LOOP
            PERFORM pg_sleep(0.05);
          END LOOP;
          PERFORM 1 / 0;
        END
        $$
        """;

    Task IsMadeAsync() => new TestDatabase(postgres.Server.SuperuserConnectionString).UntilAsync(
        $"SELECT count(*) > 0 FROM pg_database WHERE datname = '{_name}' AND shobj_description(oid, 'pg_database') IS NOT NULL");

    static System.Text.Json.Nodes.JsonObject Properties(int revision, params IEnumerable<(string, string)> others) =>
        TestStack.Revision(revision, [("CreateDatabase", "true"), ("OnDelete", "DropDatabase"), .. others]);

    string Connection =>
        new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString) { Database = _name }.ConnectionString;

    // Slowly, and again as soon as it is done.
    const string LongToVacuum = """
        CREATE TABLE long (id int, filling text) WITH (
          autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 0,
          autovacuum_vacuum_scale_factor = 0);
        INSERT INTO long SELECT n, repeat('x', 500) FROM generate_series(1, 20000) AS n;
        DELETE FROM long WHERE id % 2 = 0
        """;

    string Databases => $"SELECT datname FROM pg_database WHERE datname = '{_name}'";
}
