using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

public sealed class TheSameEventTenTimesAtOnce(SharedPostgres postgres)
{
    // Says so if a second run begins before the first one has ended; none would trip over what the other one makes.
    const string Alone = """
        DO $$ BEGIN
          IF NOT pg_try_advisory_xact_lock(4711) THEN RAISE EXCEPTION 'two migrators at once'; END IF;
          PERFORM pg_sleep(0.2);
        END $$
        """;

    [Fact]
    public async Task IsOneMigratorAtATime()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(("1_alone.sql", Alone), ("2_alone_too.sql", Alone));
        var request = stack.Event("Create", TestStack.Revision(1, ("Transaction", "Script")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => stack.SendAsync(image, request))));

        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
    }

    [Fact]
    public async Task RunsEveryScriptOnceAndIsAnsweredTheSameTenTimes()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a (id int)"), ("2_fill.sql", "INSERT INTO a VALUES (1)"),
            ("3_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id)"),
            ("4_fill.sql", "INSERT INTO a VALUES (2)"));
        var request = stack.Event("Create", TestStack.Revision(1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => stack.SendAsync(image, request))));

        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
        answers.Select(answer => answer.Document.GetRawText()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await database.ValueAsync("SELECT string_agg(id::text, ',' ORDER BY id) FROM a")).ShouldBe("1,2");
        (await database.JournalAsync()).Count.ShouldBe(4);
        (await database.ValueAsync("SELECT state || ' ' || run FROM lockstep.deployment")).ShouldBe("succeeded 10");
    }
}
