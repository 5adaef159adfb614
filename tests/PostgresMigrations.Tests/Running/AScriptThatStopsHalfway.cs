using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>No transaction holds it together: what it has done stays, and is not done twice.</summary>
public sealed class AScriptThatStopsHalfway(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const string Start = $"{Alone}CREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\n";

    [Theory]
    [InlineData("INSERT INTO a VALUES (2)")]
    [InlineData("-- mended\nINSERT INTO a VALUES (2);\nCREATE INDEX CONCURRENTLY ON a (id)")]
    public async Task GoesOnInTheNextDeployment(string mended)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Image.With(), TestStack.Revision(1));
        (await stack.UpdateAsync(Image.With(("1_a.sql", $"{Start}SELECT 1/0")), TestStack.Revision(2)))
            .ShouldFail("1_a.sql:4:1: 22012");

        (await stack.UpdateAsync(Image.With(("1_a.sql", $"{Start}{mended}")), TestStack.Revision(3))).ShouldSucceed();

        (await database.RowsAsync("SELECT id FROM a ORDER BY 1")).ShouldBe(["1", "2"]);
        (await database.JournalAsync()).ShouldBe(["1_a.sql|reverted", "1_a.sql|applied"]);
        (await database.ValueAsync(
            "SELECT bool_and(a.xmin::text::xid8 = ANY (j.xids)) FROM a, lockstep.journal j WHERE j.state = 'applied'"))
            .ShouldBe("True");
    }

    [Fact]
    public async Task GoesOnAfterARollbackThatHadToKeepIt()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Image.With(), TestStack.Revision(1));
        var before = stack.Properties;
        await stack.UpdateAsync(Image.With(("1_a.sql", $"{Start}SELECT 1/0")), TestStack.Revision(2));
        (await stack.RollBackAsync(Image.With(), TestStack.Revision(2), before)).ShouldSucceed();

        (await stack.UpdateAsync(Image.With(("1_a.sql", $"{Start}SELECT 1")), TestStack.Revision(3))).ShouldSucceed();

        (await database.RowsAsync("SELECT id FROM a")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task StartsOverOnceItsDownHasTakenItBack()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Image.With(), TestStack.Revision(1));
        var down = ("1_a.down.sql", "DROP TABLE a");
        (await stack.UpdateAsync(Image.With(("1_a.sql", $"{Start}SELECT 1/0"), down), TestStack.Revision(2)))
            .ShouldFail("What had been committed by then is undone.");

        (await stack.UpdateAsync(Image.With(("1_a.sql", $"{Start}SELECT 1"), down), TestStack.Revision(3))).ShouldSucceed();

        (await database.RowsAsync("SELECT id FROM a")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task StartsOverWhenItWasEditedBeforeThat()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Image.With(), TestStack.Revision(1));
        await stack.UpdateAsync(Image.With(("1_a.sql", $"{Start}SELECT 1/0")), TestStack.Revision(2));

        var answer = await stack.UpdateAsync(
            Image.With(("1_a.sql", $"{Alone}DROP TABLE IF EXISTS a;\nCREATE TABLE a (id bigint);\nINSERT INTO a VALUES (9)")),
            TestStack.Revision(3));

        answer.ShouldSucceed();
        (await database.RowsAsync("SELECT id FROM a")).ShouldBe(["9"]);
    }

    [Fact]
    public async Task GoesOnInTheSessionThatItHadMade()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Image.With(), TestStack.Revision(1));
        const string Made = $"{Alone}CREATE SCHEMA side;\nSET search_path = side;\nSELECT set_config('my.name', 'x', false);\n"
            + "CREATE TABLE a (id int);\n";
        await stack.UpdateAsync(Image.With(("1_a.sql", $"{Made}SELECT 1/0")), TestStack.Revision(2));

        (await stack.UpdateAsync(
            Image.With(("1_a.sql", $"{Made}CREATE TABLE b AS SELECT current_setting('my.name') AS name")), TestStack.Revision(3)))
            .ShouldSucceed();

        (await database.ValueAsync("SELECT name FROM side.b")).ShouldBe("x");
    }

    [Fact]
    public async Task WaitsForALockAndGoesOnThere()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var reader = await database.SessionAsync("BEGIN; SELECT * FROM customers");

        var update = stack.UpdateAsync(
            Shop.Old().And(("0003_a.sql", $"{Start}ALTER TABLE customers ADD COLUMN more int")),
            TestStack.Revision(2, ("LockTimeout", "200ms")));
        await stack.Log.UntilItSaysAsync("is run again after attempt 1", update);
        await reader.DisposeAsync();
        (await update).ShouldSucceed();
        (await database.RowsAsync("SELECT id FROM a")).ShouldBe(["1"]);
    }
}
