using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>A script may set what it likes; neither the journal nor the next script may notice.</summary>
public sealed class AScriptThatChangesItsSession(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    [Theory]
    [InlineData("SET session_replication_role = replica", "current_setting('session_replication_role') = 'origin'")]
    [InlineData("SET default_transaction_read_only = on", "NOT current_setting('transaction_read_only')::bool")]
    [InlineData(
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
        "current_setting('transaction_isolation') = 'read committed'")]
    [InlineData("SET timezone = 'Asia/Tokyo'", "current_setting('timezone') <> 'Asia/Tokyo'")]
    [InlineData("SET myapp.tenant = '7'", "coalesce(current_setting('myapp.tenant', true), '') = ''")]
    [InlineData("SET ROLE pg_monitor", "current_user <> 'pg_monitor'")]
    [InlineData("SET SESSION AUTHORIZATION pg_monitor", "session_user <> 'pg_monitor'")]
    [InlineData("SET search_path = pg_catalog", "current_schemas(false) = ARRAY['public'::name]")]
    [InlineData(
        "SET idle_in_transaction_session_timeout = 0; SET lock_timeout = 0; SET statement_timeout = '1h'",
        "current_setting('idle_in_transaction_session_timeout') = '1min' AND current_setting('lock_timeout') = '5s'")]
    [InlineData(
        "SET client_connection_check_interval = 0; SET tcp_user_timeout = 0; SET idle_session_timeout = 0; "
            + "SET tcp_keepalives_idle = 600; SET tcp_keepalives_interval = 600; SET tcp_keepalives_count = 20",
        "current_setting('client_connection_check_interval') = '1s' AND current_setting('tcp_user_timeout') = '15000' "
            + "AND current_setting('idle_session_timeout') = '1min' AND current_setting('tcp_keepalives_idle') = '5' "
            + "AND current_setting('tcp_keepalives_interval') = '2' AND current_setting('tcp_keepalives_count') = '3'")]
    [InlineData("SELECT pg_advisory_unlock_all()", "true")]
    public async Task LeavesNothingForTheNext(string script, string expectation)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var check = $"SELECT 1 / ({expectation})::int; CREATE TABLE IF NOT EXISTS made ()";
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(
            Image.With(
                ("1_set.sql", script), ("2_check.sql", check), ("3_check.sql", $"{Alone}{check}"),
                ("4_set.sql", $"{Alone}{script};\nSELECT 1"), ("5_check.sql", check),
                ("6_set.sql", $"{Alone}{script};\nSELECT 1"), ("7_check.sql", $"{Alone}{check}")),
            TestStack.Revision(1));

        answer.ShouldSucceed();
        (await database.JournalAsync()).Count(row => row.EndsWith("|applied", StringComparison.Ordinal)).ShouldBe(7);
    }

    [Fact]
    public async Task KeepsItsSettingsFromStatementToStatementOutsideATransactionToo()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(
            Image.With(
                ("1_side.sql", "CREATE SCHEMA side"),
                ("2_a.sql", $"{Alone}SET search_path = side;\nSET lock_timeout = '7s';\nCREATE TABLE a (id int);\n"
                    + "CREATE INDEX CONCURRENTLY i ON a (id);\nCREATE TABLE b AS SELECT current_setting('lock_timeout') AS "
                    + "setting")),
            TestStack.Revision(1));

        answer.ShouldSucceed();
        (await database.ValueAsync("SELECT setting FROM side.b")).ShouldBe("7s");
    }

    // Logins of Vault or IAM are given the role that owns everything for as long as they are signed in.
    [Theory]
    [InlineData("")]
    [InlineData(Alone)]
    [InlineData("SET ROLE NONE;\nRESET ROLE;\n")]
    [InlineData($"{Alone}SET ROLE NONE;\nRESET ROLE;\n")]
    [InlineData("SET ROLE NONE;\n")]
    public async Task LeavesTheRoleThatTheLoginIsGiven(string first)
    {
        var migrator = await postgres.Server.CreateLoginAsync("NOINHERIT", TestContext.Current.CancellationToken);
        var database = await TestDatabase.CreateAsync(postgres, migrator);
        var owner = $"owner_{Guid.NewGuid():N}";
        await database.ExecuteAsync(
            $"""
            CREATE ROLE {owner}; GRANT {owner} TO {migrator}; ALTER ROLE {migrator} SET role = '{owner}';
            CREATE SCHEMA lockstep AUTHORIZATION {owner}; CREATE SCHEMA app AUTHORIZATION {owner};
            GRANT USAGE, CREATE ON SCHEMA app TO {migrator};
            """);
        using var stack = new TestStack(database.As(migrator));

        (await stack.CreateAsync(
            Image.With(
                ("1_a.sql", $"{first}CREATE TABLE a ()"), ("2_b.sql", "CREATE TABLE b ()"),
                ("3_c.sql", $"{Alone}CREATE TABLE c ()"), ("4_d.sql", "CREATE TABLE d ()")),
            TestStack.Revision(1, ("Schema", "app")))).ShouldSucceed();

        (await database.RowsAsync(
            $"""
            SELECT relname FROM pg_class
            WHERE relowner = '{owner}'::regrole AND relnamespace = 'app'::regnamespace ORDER BY relname
            """))
            .ShouldBe(first == "SET ROLE NONE;\n" ? ["b", "c", "d"] : ["a", "b", "c", "d"]);
    }

    [Theory]
    [InlineData("DISCARD ALL")]
    [InlineData("SELECT pg_advisory_unlock_all()")]
    public async Task CannotGiveUpTheLockToAnotherMigrator(string script)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var image = Shop.Old().And(
            ("0003_a.sql", $"{Alone}{script};\nCREATE TABLE theirs AS SELECT 1"),
            ("0003_a.down.sql", "DROP TABLE IF EXISTS theirs"),
            ("0004_b.sql", "SELECT pg_advisory_lock(4711); CREATE TABLE b ()"), ("0004_b.down.sql", "DROP TABLE b"));
        await using var holder = await database.LockAsync(4711);
        var running = stack.UpdateAsync(image, TestStack.Revision(2));
        await database.UntilSomebodyWaitsForAsync(4711);

        using var other = new TestStack(database.ConnectionString) { Clock = new LeapingClock() };
        var create = other.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await database.UntilItWaitsForTheSchemaAsync(atWork: 2);
        other.EndWork();
        (await create).Reason!
            .ShouldMatch(@"^Another migrator holds the lock of schema ""public"" and did not let go in time: process \d+ \(.+, user .+, busy for \d+ s\)\. Wait for it, or end it with the command unlock ");

        await holder.DisposeAsync();
        (await running).ShouldSucceed();
    }

    [Fact]
    public async Task CommitsNothingOnceAnotherMigratorTookTheLockThatItGaveUp()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();
        var image = Shop.Old()
            .And(("0003_a.sql", "SELECT pg_advisory_unlock_all(); SELECT pg_advisory_lock(4711); CREATE TABLE a ()"));
        var holder = await database.LockAsync(4711);
        var running = stack.UpdateAsync(image, TestStack.Revision(2));
        await database.UntilSomebodyWaitsForAsync(4711);

        await using var other = await database.LockAsync(LockKey.ForSchema("public"));
        await holder.DisposeAsync();

        (await running).ShouldFail("A script gave up the lock of schema \"public\"");
        (await database.TablesAsync()).ShouldBe(before);
    }
}
