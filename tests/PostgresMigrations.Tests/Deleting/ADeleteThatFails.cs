using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Deleting;

/// <summary>The database is there, and does not do what OnDelete says: FAILED, nothing half done, and on record why.</summary>
public sealed class ADeleteThatFails(SharedPostgres postgres)
{
    const string Ends = "SELECT state, answer ->> 'Reason' FROM lockstep.deployment WHERE request_type = 'Delete' ORDER BY id";

    const string SomebodyWaits = "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'relation' AND NOT granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    // It stayed 'running' on record, as if somebody were at work.
    [Fact]
    public async Task AtADownSaysWhereAndLeavesAllAsItWas()
    {
        var (database, stack) = await CreatedAsync(
            Image.With(
                ("1_a.sql", "CREATE TABLE a (id int)"), ("1_a.down.sql", "SELECT 1;\nSELECT 1 / 0;"),
                ("2_b.sql", "CREATE TABLE b (id int)"), ("2_b.down.sql", "DROP TABLE b")),
            ("OnDelete", "Revert"));
        var before = await database.CatalogueAsync();

        var answer = await stack.DeleteAsync(Shop.Old());

        answer.ShouldFail("1_a.down.sql:2:1: 22012 division by zero");
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.RowsAsync(Ends)).ShouldBe([$"failed|{answer.Reason}"]);
        (await database.JournalAsync()).ShouldBe(["1_a.sql|applied", "2_b.sql|applied"]);
    }

    // It said "PostgresException: the log has the details."
    [Theory]
    [InlineData("DropSchema", "Schema \"mine\" was not dropped: 42501 must be owner of schema mine. Settle that in the database")]
    [InlineData("DropDatabase", "was not dropped: 42501 must be owner of database")]
    public async Task ForWantOfARightSaysWhich(string onDelete, string reason)
    {
        var migrator = await postgres.Server.CreateLoginAsync("CREATEDB", TestContext.Current.CancellationToken);
        var (name, other) = ($"gone-{Guid.NewGuid():N}", $"other_{Guid.NewGuid():N}");
        using var stack = new TestStack(Connect(new TestDatabase(postgres.Server.SuperuserConnectionString).As(migrator), name));
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(
            1, ("OnDelete", onDelete), ("Schema", "mine"), ("CreateDatabase", "true")))).ShouldSucceed();
        var database = new TestDatabase(Connect(postgres.Server.SuperuserConnectionString, name));
        await database.ExecuteAsync(
            $"CREATE ROLE {other}; ALTER SCHEMA mine OWNER TO {other}; ALTER DATABASE \"{name}\" OWNER TO {other}; "
                + $"GRANT ALL ON SCHEMA mine TO {migrator.Name}");

        var answer = await stack.DeleteAsync(Shop.Old());

        answer.ShouldFail(reason);
        (await database.TablesAsync("mine")).ShouldNotBeEmpty();
        (await database.RowsAsync(Ends)).ShouldBe([$"failed|{answer.Reason}"]);
    }

    // They went with the schema, and nobody was told.
    [Theory]
    [InlineData("CREATE VIEW report.names AS SELECT name FROM mine.customers", "view report.names", "DROP VIEW report.names")]
    [InlineData(
        "CREATE TABLE report.visits (customer int CONSTRAINT whose REFERENCES mine.customers)",
        "constraint whose on table report.visits", "ALTER TABLE report.visits DROP CONSTRAINT whose")]
    [InlineData(
        "CREATE TYPE mine.mood AS ENUM ('fine'); CREATE TABLE report.days (mood mine.mood)",
        "column mood of table report.days", "DROP TABLE report.days")]
    [InlineData(
        "CREATE FUNCTION mine.next() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE report.days (no int DEFAULT mine.next())",
        "default value for column no of table report.days", "ALTER TABLE report.days ALTER no DROP DEFAULT")]
    [InlineData(
        "CREATE FUNCTION report.first(mine.customers) RETURNS text LANGUAGE sql AS 'SELECT $1.name'",
        "function report.first(mine.customers)", "DROP FUNCTION report.first")]
    [InlineData("CREATE TABLE report.more () INHERITS (mine.customers)", "table report.more", "DROP TABLE report.more")]
    public async Task ForWhatOthersHaveOnTheSchemaNamesThat(string others, string named, string settled)
    {
        var (database, stack) = await CreatedAsync(Shop.Old(), ("OnDelete", "DropSchema"), ("Schema", "mine"));
        await database.ExecuteAsync($"CREATE SCHEMA report; {others}");
        var before = await database.CatalogueAsync();

        (await stack.DeleteAsync(Shop.Old())).ShouldFail($"Schema \"mine\" was not dropped: in other schemas {named} would go with it.");
        (await database.CatalogueAsync()).ShouldBe(before);

        await database.ExecuteAsync(settled);
        (await stack.DeleteAsync(Shop.Old())).ShouldSucceed();
        (await database.TablesAsync("mine")).ShouldBeEmpty();
    }

    // It kept all tables that it had come to from their application, for as long as the function had time.
    [Fact]
    public async Task ForALockNamesWhoKeepsItAndKeepsNothingItself()
    {
        var (database, stack) = await CreatedAsync(
            Shop.New(), ("OnDelete", "DropSchema"), ("Schema", "mine"), ("LockTimeout", "1s"));
        await using var reader = await database.SessionAsync("BEGIN; SELECT FROM mine.orders");

        var deletion = Task.Run(() => stack.DeleteAsync(Shop.New()));
        await database.UntilAsync(SomebodyWaits);
        await database.ExecuteAsync("SET lock_timeout = '30s'; INSERT INTO mine.customers VALUES (77, 'Meanwhile')");
        await stack.Log.UntilItSaysAsync("is run again after attempt 4", deletion);
        stack.EndWork();
        var answer = await deletion;

        answer.ShouldFail("It waited for process ");
        answer.Reason!.ShouldContain("SELECT FROM mine.orders");
        (await database.RowsAsync(Ends)).ShouldBe([$"failed|{answer.Reason}"]);
        (await database.TablesAsync("mine")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task AtALockThatIsFreeInTimeDoesNot()
    {
        var (database, stack) = await CreatedAsync(
            Shop.New(), ("OnDelete", "DropSchema"), ("Schema", "mine"), ("LockTimeout", "200ms"));
        var reader = await database.SessionAsync("BEGIN; SELECT FROM mine.orders");

        var deletion = Task.Run(() => stack.DeleteAsync(Shop.New()));
        await database.UntilAsync(SomebodyWaits);
        await reader.DisposeAsync();

        (await deletion).ShouldSucceed();
        (await database.TablesAsync("mine")).ShouldBeEmpty();
    }

    static string Connect(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;

    async Task<(TestDatabase Database, TestStack Stack)> CreatedAsync(Image image, params (string, string)[] properties)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString) { Clock = new LeapingClock() };
        (await stack.CreateAsync(image, TestStack.Revision(1, properties))).ShouldSucceed();
        return (database, stack);
    }
}
