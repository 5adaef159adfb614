using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>Between the migration and its rollback the application has worked with the new schema.</summary>
public sealed class RowsWrittenSince(SharedPostgres postgres)
{
    [Theory]
    [InlineData("nothing", true)]
    [InlineData("INSERT INTO orders VALUES (8, 2)", false)]
    [InlineData("UPDATE orders SET customer = 2", false)]
    [InlineData("DELETE FROM orders", true)]
    [InlineData("INSERT INTO customers (id, name) VALUES (3, 'Edsger')", true)]
    [InlineData("INSERT INTO customers (id, name, email) VALUES (3, 'Edsger', 'unknown')", true)]
    [InlineData("INSERT INTO customers (id, name, email) VALUES (3, 'Edsger', 'e@example.com')", false)]
    [InlineData("UPDATE customers SET email = 'grace@example.com' WHERE id = 2", false)]
    [InlineData("UPDATE customers SET name = 'G' WHERE id = 2", true)]
    public async Task AreNeverDropped(string since, bool reverts)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = Shop.New();
        await stack.CreateAsync(old, TestStack.Revision(1));
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();
        var between = await database.TablesAsync();
        if (since != "nothing")
        {
            await database.ExecuteAsync(since);
        }

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        (await database.TablesAsync()).ShouldBe(reverts ? before : between);
        answer["DatabaseVersion"].ShouldBe(reverts ? "2" : "4");
        (answer.Reason is null).ShouldBe(reverts, answer.Reason);
    }

    // An update leaves no trace of who had written the row before: what one down has touched is nobody's that may go.
    [Fact]
    public async Task AreThoughtToBeThereWhereTheBatchesOfAnotherDownUpdatedTheirRows()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(
            ("0003_cache.sql", "CREATE TABLE cache AS SELECT 1 AS id"),
            ("0003_cache.down.sql", "DROP TABLE cache"),
            ("0004_fill.sql", "UPDATE cache SET id = 2"),
            ("0004_fill.down.sql", "-- lockstep: batches\nUPDATE cache SET id = 1 WHERE id = 2"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("table public.cache holds data that was written after the migration");
        (await database.RowsAsync("SELECT id FROM cache")).ShouldBe(["2"]);
    }

    // Each is a transaction, or a part of one, whose id the journal cannot know.
    [Theory]
    [InlineData("DO $$ BEGIN INSERT INTO seeds VALUES (1); EXCEPTION WHEN unique_violation THEN NULL; END $$")]
    [InlineData("SAVEPOINT s; INSERT INTO seeds VALUES (1); RELEASE s")]
    [InlineData("DO $$ BEGIN INSERT INTO seeds VALUES (1); COMMIT; END $$", "-- lockstep: no-transaction\n")]
    public async Task AreThoughtToBeThereWhereTheMigrationWroteThemInATransactionThatNobodyKnows(string insert, string head = "")
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(
            ("0003_seeds.sql", $"{head}CREATE TABLE seeds (id int);\n{insert}"), ("0003_seeds.down.sql", "DROP TABLE seeds"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("table public.seeds holds data that was written after the migration");
    }

    [Fact]
    public async Task MayGoWhereTheDownSaysSo()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(
            ("0003_cache.sql", "CREATE TABLE cache (id int)"),
            ("0003_cache.down.sql", "-- lockstep: allow data-loss: it is only a cache\nDROP TABLE cache"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        await database.ExecuteAsync("INSERT INTO cache VALUES (1)");

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("2");
    }

    [Theory]
    [InlineData("DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'hidden'; END $$")]
    [InlineData("DROP SCHEMA side CASCADE; DROP TABLE hidden")]
    [InlineData("-- lockstep: no-transaction\nDROP TABLE hidden")]
    [InlineData("-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS nothing;\nDO $$ BEGIN DROP TABLE hidden; END $$")]
    [InlineData("ALTER TABLE hidden RENAME TO gone; DROP TABLE gone")]
    public async Task AreFoundHoweverTheDownDropsThem(string down)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(
            ("0003_hidden.sql", "CREATE TABLE hidden (id int); CREATE SCHEMA side; CREATE TABLE side.t (id int)"),
            ("0003_hidden.down.sql", down));
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        await database.ExecuteAsync("INSERT INTO hidden VALUES (1); INSERT INTO side.t VALUES (1)");

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("holds data that was written after the migration");
        (await database.ValueAsync("SELECT count(*) FROM hidden")).ShouldBe("1");
    }

    [Fact]
    public async Task AreNotDroppedWhenRowSecurityHidesThemFromTheMigrator()
    {
        var login = await postgres.Server.CreateLoginAsync("", TestContext.Current.CancellationToken);
        var database = await TestDatabase.CreateAsync(postgres, login);
        using var stack = new TestStack(database.As(login));
        var old = Shop.Old();
        var next = old.And(
            ("0003_t.sql", "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; "
                + "ALTER TABLE t FORCE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (id < 0)"),
            ("0003_t.down.sql", "DROP TABLE t"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        await database.ExecuteAsync("INSERT INTO t VALUES (3)");

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("table public.t cannot be looked into");
        (await database.ValueAsync("SELECT count(*) FROM t")).ShouldBe("1");
    }

    [Fact]
    public async Task CannotBeLookedAfterInADownWithTransactionsOfItsOwn()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(
            ("0003_t.sql", "CREATE TABLE t ()"), ("0003_t.down.sql", "-- lockstep: no-transaction\nBEGIN; DROP TABLE t; COMMIT"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("0003_t.down.sql has transactions of its own");
    }

    [Fact]
    public async Task BringBackWhatWasRevertedBeforeThem()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(
            ("0003_a.sql", "CREATE TABLE a (id int)"), ("0003_a.down.sql", "DROP TABLE a"),
            ("0004_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id)"),
            ("0004_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"),
            ("0005_b.sql", "CREATE TABLE b (id int)"), ("0005_b.down.sql", "DROP TABLE b"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        var between = await database.TablesAsync();
        await database.ExecuteAsync("INSERT INTO a VALUES (1)");

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("did not revert 0005_b.sql, 0004_i.sql, 0003_a.sql");
        answer["DatabaseVersion"].ShouldBe("5");
        (await database.TablesAsync()).ShouldBe(between);
        (await stack.UpdateAsync(next, TestStack.Revision(3))).ShouldSucceed();
    }

    [Fact]
    public async Task AreNotThoseOfARunThatWasCutOffAndRunAgain()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(
            ("0003_a.sql", "-- lockstep: no-transaction\nCREATE TABLE IF NOT EXISTS a (id int);\nINSERT INTO a VALUES (1);\n"
                + "SELECT 1 / (SELECT count(*) FROM customers WHERE id = 99)"),
            ("0003_a.down.sql", "-- lockstep: no-transaction\nDROP TABLE a, b"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        var update = stack.Event("Update", TestStack.Revision(2), TestStack.Revision(1));
        (await stack.SendAsync(next, update)).ShouldFail("division by zero");
        await database.ExecuteAsync("INSERT INTO customers (id, name) VALUES (99, 'Barbara'); CREATE TABLE b ()");
        (await stack.SendAsync(next, update)).ShouldSucceed();

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.Reason.ShouldBeNull();
        (await database.ValueAsync("SELECT to_regclass('a') IS NULL")).ShouldBe("True");
    }

    [Theory]
    [InlineData("DROP TABLE b;\nDROP TABLE a", "table public.a holds data")]
    [InlineData("DROP INDEX CONCURRENTLY IF EXISTS i;\nDROP TABLE b;\nDROP TABLE a", "table public.a holds data")]
    [InlineData("DROP TABLE b;\nSELECT 1/0", "division by zero")]
    public async Task LeaveADownWithoutATransactionUndoneFromItsFirstStatementOn(string down, string reason)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var old = Shop.Old();
        var next = old.And(
            ("0003_t.sql", "-- lockstep: no-transaction\nCREATE TABLE a (id int);\nCREATE TABLE b (id int)"),
            ("0003_t.down.sql", $"-- lockstep: no-transaction\n{down}"));
        await stack.CreateAsync(old, TestStack.Revision(1));
        await stack.UpdateAsync(next, TestStack.Revision(2));
        var between = await database.TablesAsync();
        await database.ExecuteAsync("INSERT INTO a VALUES (1)");

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain(reason);
        (await database.TablesAsync()).ShouldBe(between);
    }
}
