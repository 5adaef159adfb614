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
    [InlineData("CREATE INDEX CONCURRENTLI i ON t (id)", "0001_x.sql:1:27: 42601 syntax error at or near \"i\"")]
    [InlineData(
        "CREATE TABLE t (id int);\nINSERT INTO t VALUES ('{0} {1}')",
        "0001_x.sql:2:23: 22P02 invalid input syntax for type integer: \"{0} {1}\"")]
    [InlineData(
        "CREATE FUNCTION f(x int) RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1 / x;\nEND $$;\nSELECT 1;\n  SELECT f(0)",
        "0001_x.sql:6:3: 22012 division by zero (in PL/pgSQL function f(integer) line 3 at RETURN)")]
    [InlineData(
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  PERFORM\n    nope;\nEND $$;\nSELECT 1,\n  f()",
        "0001_x.sql:6:1: 42703 column \"nope\" does not exist (in PL/pgSQL function f() line 3 at PERFORM)")]
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

    [Theory]
    [InlineData("ALTER TABLE keys ALTER key TYPE int USING key::int", "22P02 invalid input syntax for type integer: \"…\"")]
    [InlineData("-- lockstep: no-transaction\nSELECT key::date FROM keys", "22007 invalid input syntax for type date: \"…\"")]
    [InlineData("SELECT to_date(key, 'YYYY') FROM keys", "22007 invalid value \"…\"")]
    [InlineData("SELECT date_trunc(key, now()) FROM keys", "\"…\" not recognized")]
    public async Task AtARowDoesNotShowWhatIsInIt(string script, string reason)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1))).ShouldSucceed();
        await database.ExecuteAsync("CREATE TABLE keys (key text); INSERT INTO keys VALUES ('hunter2')");

        var answer = await stack.UpdateAsync(Shop.Old().And(("0009_x.sql", script)), TestStack.Revision(2));

        answer.ShouldFail(reason);
        answer.Reason!.ShouldNotContain("hunt");
        stack.Log.Text.ShouldNotContain("hunt");
        (await database.ValueAsync("SELECT count(*) FROM lockstep.deployment WHERE answer::text LIKE '%hunt%'")).ShouldBe("0");
    }

    [Fact]
    public async Task OutsideOfTransactionsWarnsNobodyThatThereIsNone()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        (await stack.CreateAsync(Image.With(("1_x.sql", "-- lockstep: no-transaction\nSELECT 1/0")), TestStack.Revision(1)))
            .ShouldFail("22012");

        stack.Log.Text.Split('\n').Where(line => line.Contains("no transaction in progress", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Contains("DEBUG", StringComparison.OrdinalIgnoreCase));
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

    [Theory]
    [InlineData("Batch", "COMMIT of the scripts from 1_a.sql to 3_c.sql failed: 23503")]
    [InlineData("Script", "COMMIT of 2_b.sql failed: 23503")]
    public async Task AtItsCommitIsNamed(string transaction, string reason)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a (id int PRIMARY KEY, other int REFERENCES a DEFERRABLE INITIALLY DEFERRED)"),
            ("1_a.down.sql", "DROP TABLE a"),
            ("2_b.sql", "INSERT INTO a VALUES (1, 2)"), ("3_c.sql", "CREATE TABLE c ()"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1, ("Transaction", transaction)));

        answer.ShouldFail(reason);
        answer.ShouldFail("A deferred constraint is checked only there: correct the rows");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Batch")]
    [InlineData("Script")]
    public async Task KeepsThoseBehindItFromRunning(string transaction)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a ()"), ("1_a.down.sql", "DROP TABLE a"),
            ("2_b.sql", "CREATE TABLE b (); CREATE TABLE c (); SELECT 1/0; CREATE TABLE d ()"), ("3_e.sql", "CREATE TABLE e ()"));

        (await stack.CreateAsync(image, TestStack.Revision(1, ("Transaction", transaction)))).ShouldFail("2_b.sql:1:39: 22012");

        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldAllBe(row => row == "1_a.sql|reverted");
    }

    [Fact]
    public async Task DoesNotKeepTheSameProcessFromTryingAgain()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var function = Image.With(("1_a.sql", "CREATE TABLE a AS SELECT * FROM other.later"))
            .Function(database.ConnectionString, stack, stack.Log, TimeProvider.System, null, []);
        (await stack.SendAsync(function, stack.Event("Create", TestStack.Revision(1)))).ShouldFail("42P01");
        await database.ExecuteAsync("CREATE SCHEMA other; CREATE TABLE other.later ()");

        (await stack.SendAsync(function, stack.Event("Create", TestStack.Revision(1)))).ShouldSucceed();

        (await database.TablesAsync()).ShouldBe(["a()"]);
    }
}
