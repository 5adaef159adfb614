using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class AScriptThatFails(SharedPostgres postgres)
{
    [Theory]
    [InlineData("SELECT nope", "0001_x.sql:1:8: 42703 column \"nope\" does not exist")]
    [InlineData("SELECT 1;\r\n/* a\r\n b */ SELECT '😀', nope", "0001_x.sql:3:19: 42703 column \"nope\" does not exist")]
    [InlineData(
        "DO $$\nBEGIN\n  PERFORM 1;\n  PERFORM * FROM nowhere;\nEND $$",
        "0001_x.sql:4:18: 42P01 relation \"nowhere\" does not exist")]
    [InlineData("SELECT 1/0", "0001_x.sql:1:1: 22012 division by zero")]
    [InlineData("SELEKT 1", "0001_x.sql:1:1: 42601 syntax error at or near \"SELEKT\"")]
    [InlineData(
        "CREATE TABLE t (id int);\nINSERT INTO t VALUES ('{0} {1}')",
        "0001_x.sql:2:23: 22P02 invalid input syntax for type integer: \"{0} {1}\"")]
    [InlineData("SELECT 1; SELECT 2);\nSELECT 3", "0001_x.sql:1:19: 42601 syntax error at or near \")\"")]
    public async Task IsReportedWithItsPlaceInTheFile(string script, string reason)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Image.With(("0001_x.sql", script)), TestStack.Revision(1));

        answer.Status.ShouldBe("FAILED");
        answer.Reason!.ShouldStartWith(reason);
        answer.PhysicalResourceId.ShouldBe("lockstep:never-created");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task LeavesNothingOfTheScriptsBeforeIt()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a ()"), ("2_b.sql", "CREATE TABLE b ()"), ("3_c.sql", "CREATE TABLE a ()"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1, ("Schema", "new")));

        answer.ShouldFail("3_c.sql:1:1: 42P07 relation \"a\" already exists");
        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'new'")).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task UndoesWhatACreateHadCommittedWithItsSchema()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a (id int); INSERT INTO a VALUES (1)"), ("1_a.down.sql", "DROP TABLE a"),
            ("2_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);\n"
                + "CREATE INDEX CONCURRENTLY j ON a (id)"),
            ("2_i.down.sql", "DROP INDEX i; DROP INDEX j"),
            ("3_c.sql", "SELECT 1/0"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1, ("Schema", "new")));

        answer.ShouldFail("22012 division by zero. What had been committed by then is undone.");
        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'new'")).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldBe(["1_a.sql|reverted", "2_i.sql|reverted"]);
        (await database.RowsAsync("SELECT * FROM lockstep.owner")).ShouldBeEmpty();
    }

    [Fact]
    public async Task CanBeTriedAgainUnderTheSameRequestId()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var request = stack.Event("Create", TestStack.Revision(1));
        (await stack.SendAsync(Image.With(("1_a.sql", "SELECT * FROM later")), request)).ShouldFail("42P01");
        await database.ExecuteAsync("CREATE SCHEMA other; CREATE TABLE other.later ()");

        var answer = await stack.SendAsync(Image.With(("1_a.sql", "SELECT * FROM other.later")), request);

        answer.ShouldSucceed();
        (await database.DeploymentsAsync()).ShouldBe(["Create|succeeded|0|1"]);
    }

    [Fact]
    public async Task ReportsADeferredConstraintAsAFailedCommit()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a (id int PRIMARY KEY, other int REFERENCES a DEFERRABLE INITIALLY DEFERRED); "
                + "INSERT INTO a VALUES (1, 2)"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1));

        answer.ShouldFail("23503");
        (await database.TablesAsync()).ShouldBeEmpty();
    }
}
