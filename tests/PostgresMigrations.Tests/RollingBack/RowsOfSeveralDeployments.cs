using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>
/// What goes back over more than one deployment: people have worked with what the first one made, and the next one has written
/// their rows once more.
/// </summary>
public sealed class RowsOfSeveralDeployments(SharedPostgres postgres)
{
    static readonly Image Start = Image.With(
        (
            "1_customers.sql",
            "CREATE TABLE customers (id int PRIMARY KEY, name text); INSERT INTO customers VALUES (1, 'Ada'), (2, 'G')"),
        ("1_customers.down.sql", "DROP TABLE customers"));

    static readonly Image Nick = Start.And(
        ("2_nick.sql", "ALTER TABLE customers ADD nick text"), ("2_nick.down.sql", "ALTER TABLE customers DROP nick"));

    static readonly Image Cart = Start.And(
        ("2_cart.sql", "CREATE TABLE cart (id int, kind int); INSERT INTO cart VALUES (1, 1)"),
        ("2_cart.down.sql", "DROP TABLE cart"));

    const string ByUsers = "UPDATE customers SET nick = 'x' WHERE id = 2";

    // Each row had the xid of the third script, and went as if the second one had written it.
    [Theory]
    [InlineData("UPDATE customers SET name = upper(name)", "SELECT 1")]
    [InlineData("UPDATE customers SET name = upper(name)", "UPDATE customers SET name = lower(name)")]
    [InlineData("-- lockstep: batches\nUPDATE customers SET name = 'A' WHERE name <> 'A'", "SELECT 1")]
    [InlineData("ALTER TABLE customers ALTER id TYPE bigint", "ALTER TABLE customers ALTER id TYPE int")]
    [InlineData("ALTER TABLE customers ALTER id TYPE bigint", "-- lockstep: no-transaction\nSELECT 1")]
    [InlineData(
        "ALTER TABLE customers ADD n text; UPDATE customers SET n = nick; ALTER TABLE customers DROP nick",
        "ALTER TABLE customers ADD nick text; UPDATE customers SET nick = n; ALTER TABLE customers DROP n")]
    public async Task StayWhereAnOrderGoesDownOverAColumn(string up, string down)
    {
        var (database, answer) = await GoDownAsync(Nick, ByUsers, up, down);

        answer.ShouldFail("column public.customers.nick holds data that was written after the migration");
        (await database.ValueAsync("SELECT count(*) FROM customers c WHERE c::text LIKE '%x%'")).ShouldBe("1");
        (await database.DeploymentsAsync())[^1].ShouldBe("Update|failed|9|9");
    }

    [Theory]
    [InlineData("UPDATE cart SET kind = 2", "SELECT 1")]
    [InlineData(
        "CREATE TABLE old AS SELECT * FROM cart; TRUNCATE cart", "INSERT INTO cart SELECT * FROM old; DROP TABLE old")]
    [InlineData(
        "CREATE TABLE basket AS SELECT * FROM cart; DROP TABLE cart",
        "CREATE TABLE cart AS SELECT * FROM basket; DROP TABLE basket")]
    public async Task StayWhereAnOrderGoesDownOverATable(string up, string down)
    {
        var (database, answer) = await GoDownAsync(Cart, "INSERT INTO cart VALUES (7, 1)", up, down);

        answer.ShouldFail("table public.cart holds data that was written after the migration");
        (await database.DeploymentsAsync())[^1].ShouldBe("Update|failed|9|9");
    }

    // Whose they were nobody can tell any more: the version that the first one, or a person, wrote is gone. What is left of both
    // is the same to the last column, and one of them must not go.
    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("DELETE FROM cart; INSERT INTO cart VALUES (1, 1)")]
    public async Task StayWhereTheLaterOneHasUpdatedThemWhoeverHadWrittenThem(string since)
    {
        var (database, answer) = await GoDownAsync(Cart, since, "UPDATE cart SET kind = 2", "SELECT 1");

        answer.ShouldFail("table public.cart holds data that was written after the migration");
        (await database.RowsAsync(
            "SELECT c.id, c.kind, j.name FROM cart c, lockstep.journal j WHERE c.xmin::text::xid8 = ANY (j.xids)"))
            .ShouldBe(["1|2|9_later.sql"]);
    }

    [Fact]
    public async Task StayWhereADownDeletesThem()
    {
        var fill = Start.And(
            ("2_fill.sql", "INSERT INTO customers VALUES (5, 'E')"), ("2_fill.down.sql", "DELETE FROM customers WHERE id > 4"));

        var (database, answer) = await GoDownAsync(
            fill, "INSERT INTO customers VALUES (6, 'F')", "UPDATE customers SET name = 'x'", "SELECT 1");

        answer.ShouldFail("table public.customers holds data that the migration did not write");
        (await database.ValueAsync("SELECT count(*) FROM customers")).ShouldBe("4");
    }

    // What the later one has put there, its own down takes away first; and what nobody has worked with may go.
    [Theory]
    [InlineData("INSERT INTO cart VALUES (8, 2)", "DELETE FROM cart WHERE id = 8", "SELECT 1")]
    [InlineData("SELECT 1", "SELECT 1", "SELECT 1")]
    [InlineData("SELECT 1", "SELECT 1", "DELETE FROM cart")]
    [InlineData("UPDATE customers SET name = 'x'", "SELECT 1", "INSERT INTO customers VALUES (3, 'E')")]
    [InlineData("CREATE TABLE more AS SELECT 1 AS id", "DROP TABLE more", "SELECT 1")]
    [InlineData("DROP TABLE cart", "CREATE TABLE cart (id int)", "SELECT 1")]
    [InlineData("ALTER TABLE cart ADD c int DEFAULT 5", "ALTER TABLE cart DROP c", "SELECT 1")]
    public async Task MayGoWhereEachHasWrittenItsOwn(string up, string down, string since)
    {
        var (database, answer) = await GoDownAsync(Cart, since, up, down);

        answer.ShouldSucceed();
        answer["RevertedCount"].ShouldBe("2");
        (await database.TablesAsync()).Count.ShouldBe(2);
    }

    // An update of the script's own deployment is no work of others, with a later deployment behind it or not.
    [Fact]
    public async Task MayGoWhereTheTablesOwnDownsUpdateThem()
    {
        var own = Cart.And(("3_kind.sql", "UPDATE cart SET kind = 2"), ("3_kind.down.sql", "UPDATE cart SET kind = 1"));

        var (database, answer) = await GoDownAsync(own, "SELECT 1", "CREATE TABLE more ()", "DROP TABLE more");

        answer.ShouldSucceed();
        (await database.TablesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task StayWhereOneRollbackTakesTwoAttemptsBack()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Start, TestStack.Revision(1));
        var third = TestStack.Revision(3, ("Transaction", "Script"));
        (await stack.UpdateAsync(Cart.And(("3_x.sql", "SELECT 1 / 0")), TestStack.Revision(2, ("Transaction", "Script"))))
            .ShouldFail("Committed and still there: 2_cart.sql");
        await database.ExecuteAsync("INSERT INTO cart VALUES (7, 1)");
        var image = Cart.And(("3_kind.sql", "UPDATE cart SET kind = 2"), ("3_kind.down.sql", "UPDATE cart SET kind = 1"));
        (await stack.UpdateAsync(image, third)).ShouldSucceed();

        var answer = await stack.RollBackAsync(Start, third, TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("table public.cart holds data that was written after the migration");
        (await database.RowsAsync("SELECT id FROM cart ORDER BY id")).ShouldBe(["1", "7"]);
        (await database.JournalAsync()).ShouldBe(["1_customers.sql|applied", "2_cart.sql|kept", "3_kind.sql|kept"]);
    }

    async Task<(TestDatabase Database, Answer Answer)> GoDownAsync(Image second, string since, string up, string down)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Start, TestStack.Revision(1));
        (await stack.UpdateAsync(second, TestStack.Revision(2))).ShouldSucceed();
        await database.ExecuteAsync(since);
        var third = second.And(("9_later.sql", up), ("9_later.down.sql", down));
        (await stack.UpdateAsync(third, TestStack.Revision(3))).ShouldSucceed();
        return (database, await stack.UpdateAsync(third, TestStack.Revision(4, ("TargetVersion", "1"))));
    }
}
