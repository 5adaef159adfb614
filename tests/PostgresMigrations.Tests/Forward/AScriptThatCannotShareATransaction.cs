using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class AScriptThatCannotShareATransaction(SharedPostgres postgres)
{
    [Fact]
    public async Task RunsStatementByStatementBetweenTheOthers()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a (id int)"),
            ("2_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);\n"
                + "INSERT INTO a VALUES (1);\nCREATE INDEX CONCURRENTLY j ON a (id)"),
            ("3_b.sql", "CREATE TABLE b ()"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1, ("LockTimeout", "1")));

        answer.ShouldSucceed();
        (await database.JournalAsync()).ShouldBe(["1_a.sql|applied", "2_i.sql|applied", "3_b.sql|applied"]);
        (await database.ValueAsync(
            "SELECT count(*) FROM a, lockstep.journal j WHERE j.name = '2_i.sql' AND j.xids = ARRAY[a.xmin::text::xid8]"))
            .ShouldBe("1");
        (await database.RowsAsync(
            "SELECT indexrelid::regclass::text, indisvalid, indisready FROM pg_index WHERE indrelid = 'a'::regclass ORDER BY 1"))
            .ShouldBe(["i|True|True", "j|True|True"]);
    }

    [Fact]
    public async Task IsRunAgainWhenItNeverEnded()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var broken = Image.With(("1_a.sql", "-- lockstep: no-transaction\nCREATE TABLE IF NOT EXISTS a ();\nSELECT 1/0"));
        (await stack.CreateAsync(broken, TestStack.Revision(1)))
            .ShouldFail("Committed before it and not undone: 1_a.sql. 1_a.sql has no down script.");
        (await database.JournalAsync()).ShouldBe(["1_a.sql|running"]);

        var answer = await stack.CreateAsync(
            Image.With(("1_a.sql", "-- lockstep: no-transaction\nCREATE TABLE IF NOT EXISTS a ();\nSELECT 1")),
            TestStack.Revision(2));

        answer.ShouldSucceed();
        (await database.JournalAsync()).ShouldBe(["1_a.sql|reverted", "1_a.sql|applied"]);
    }

    [Fact]
    public async Task LeavesWhatADownThatFailsCannotUndoAndSaysSo()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var sound = Image.With(("1_a.sql", "CREATE TABLE a ()"), ("1_a.down.sql", "DROP TABLE a;\nSELECT 1/0"));
        var broken = sound.And(
            ("2_b.sql", "-- lockstep: no-transaction\nSELECT 1/0"), ("2_b.down.sql", "SELECT 2"));

        var answer = await stack.CreateAsync(broken, TestStack.Revision(1));

        answer.ShouldFail("Committed before it and not undone: 2_b.sql, 1_a.sql. 1_a.down.sql:2:1: 22012 division by zero.");
        (await database.RowsAsync("SELECT state FROM lockstep.deployment")).ShouldBe(["failed"]);
        (await database.JournalAsync()).ShouldContain(row => row == "1_a.sql|applied");
        (await stack.CreateAsync(sound.And(("2_b.sql", "SELECT 1")), TestStack.Revision(2))).ShouldSucceed();
    }

    [Fact]
    public async Task MayHaveTransactionsOfItsOwnAndProceduresThatCommit()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "CREATE TABLE a (id int); CREATE PROCEDURE p() LANGUAGE plpgsql AS "
                + "$$ BEGIN INSERT INTO a VALUES (3); COMMIT; INSERT INTO a VALUES (4); END $$"),
            ("2_b.sql", "-- lockstep: no-transaction\nBEGIN;\nINSERT INTO a VALUES (1);\nROLLBACK;\n"
                + "BEGIN; INSERT INTO a VALUES (2); COMMIT;\nCALL p();\nDO $$ BEGIN INSERT INTO a VALUES (5); COMMIT; END $$"));

        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();

        (await database.ValueAsync("SELECT string_agg(id::text, ',' ORDER BY id) FROM a")).ShouldBe("2,3,4,5");
    }
}
