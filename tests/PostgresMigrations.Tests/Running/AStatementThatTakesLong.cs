using System.Globalization;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>Nothing ends it but the function's own deadline, or the script itself.</summary>
public sealed class AStatementThatTakesLong(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    // One second more than the timeout that Npgsql gives to every command, and DbUp to every script.
    const string Long = "CREATE TABLE done AS SELECT 1 AS x FROM pg_sleep(31)";

    [Fact]
    public async Task IsNotCutByAnyDefault()
    {
        var answers = await Task.WhenAll(
            MigrateAsync(Long),
            MigrateAsync($"{Alone}{Long}"),
            MigrateAsync(
                "-- lockstep: batches\nINSERT INTO items SELECT 1 FROM pg_sleep(31) WHERE NOT EXISTS (SELECT FROM items)"),
            MigrateAsync(
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(31); RETURN new; END $$;\n"
                    + "CREATE TRIGGER slow BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION slow();\n"
                    + "COPY items FROM STDIN;\n1\n\\.\n"));

        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
        answers.ShouldAllBe(answer => int.Parse(answer["DurationMs"], CultureInfo.InvariantCulture) > 31_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Alone)]
    public async Task IsNotCutByWhatIsUsualOnTheServerEither(string head)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(
            """
            DO $$ BEGIN
              EXECUTE format('ALTER DATABASE %I SET statement_timeout = 200', current_database());
              EXECUTE format('ALTER DATABASE %I SET lock_timeout = 200', current_database());
              EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = 200', current_database());
              IF current_setting('server_version_num')::int >= 170000 THEN
                EXECUTE format('ALTER DATABASE %I SET transaction_timeout = 200', current_database());
              END IF;
            END $$
            """);
        using var stack = new TestStack(database.ConnectionString);

        (await stack.CreateAsync(Image.With(("1_a.sql", $"{head}SELECT pg_sleep(0.5)")), TestStack.Revision(1))).ShouldSucceed();
    }

    [Theory]
    [InlineData("SET LOCAL statement_timeout = 100;\nSELECT pg_sleep(30)", "1_a.sql:2:1")]
    [InlineData("SET statement_timeout = 100;\nCREATE TABLE a ();\n  DO $$ BEGIN PERFORM pg_sleep(30); END $$", "1_a.sql:3:9")]
    [InlineData($"{Alone}SET statement_timeout = 100;\nSELECT pg_sleep(30)", "1_a.sql:3:1")]
    public async Task IsEndedByItsScriptsOwnTimeoutAndThatIsNamed(string script, string place)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Image.With(("1_a.sql", script)), TestStack.Revision(1));

        answer.ShouldFail("57014 canceling statement due to statement timeout");
        answer.Reason!.ShouldStartWith($"{place}: ");
        answer.Reason!.ShouldNotContain("The function's time was over");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsEndedByAnAdministratorAndThatIsNamed()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await using var holder = await database.LockAsync(4711);
        var create = stack.CreateAsync(
            Image.With(("1_a.sql", "CREATE TABLE a ();\nSELECT pg_advisory_lock(4711)")), TestStack.Revision(1));
        await database.UntilSomebodyWaitsForAsync(4711);

        await database.ExecuteAsync(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'lockstep' "
                + "AND datname = current_database()");

        (await create).ShouldFail("1_a.sql:2:1: 57014 canceling statement due to user request");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    async Task<Answer> MigrateAsync(string script)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromMinutes(3) };
        return await stack.CreateAsync(
            Image.With(("1_items.sql", "CREATE TABLE items (x int)"), ("2_a.sql", script)), TestStack.Revision(1));
    }
}
