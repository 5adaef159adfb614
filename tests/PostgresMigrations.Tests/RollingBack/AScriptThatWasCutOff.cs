using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>A script without a transaction stopped on its way: its down was written for all of it.</summary>
public sealed class AScriptThatWasCutOff(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const string Stop = "SELECT 1/0;\n";
    const string OneTable = $"{Alone}CREATE TABLE a (id int);\n{Stop}";

    [Theory]
    [InlineData($"{OneTable}CREATE TABLE b (id int)", "DROP TABLE b;\nDROP TABLE a")]
    [InlineData($"{OneTable}CREATE TABLE b (id int)", $"{Alone}DROP TABLE b;\nDROP TABLE a")]
    [InlineData(
        $"{OneTable}ALTER TABLE customers ADD more int", "ALTER TABLE customers DROP COLUMN more;\nDROP TABLE a")]
    [InlineData(
        $"{OneTable}CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION f(int, int);\nDROP TABLE a")]
    [InlineData(
        $"{OneTable}CREATE INDEX CONCURRENTLY i ON customers (id)", $"{Alone}DROP INDEX CONCURRENTLY i;\nDROP TABLE a")]
    [InlineData(
        $"{OneTable}DROP INDEX CONCURRENTLY by_name",
        $"{Alone}CREATE INDEX CONCURRENTLY by_name ON customers (name);\nDROP TABLE a")]
    [InlineData($"{OneTable}ALTER TABLE customers RENAME name TO title",
        "ALTER TABLE customers RENAME title TO name;\nDROP TABLE a")]
    public async Task IsTakenBackAsFarAsItHadCome(string up, string down)
    {
        var (database, before, answer) = await RolledBackAsync(up, down);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync())[^1].ShouldBe("0003_more.sql|reverted");
    }

    // An index that cannot be built is noted as begun, and what is left of it is dropped at once.
    [Theory]
    [InlineData($"{Alone}{Stop}ALTER TABLE customers ADD more text", "UPDATE customers SET name = more")]
    [InlineData($"{Alone}{Stop}DROP TABLE customers", null)]
    [InlineData($"{Alone}-- lockstep: irreversible\n{Stop}DROP TABLE customers", null)]
    [InlineData(
        $"{Alone}CREATE UNIQUE INDEX CONCURRENTLY i ON customers ((id > 0))", $"{Alone}DROP INDEX CONCURRENTLY i")]
    public async Task HasNothingToTakeBackWhereItHadNotBegun(string up, string? down)
    {
        var (database, before, answer) = await RolledBackAsync(up, down);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync())[^1].ShouldBe("0003_more.sql|reverted");
    }

    // Of two in one statement nobody knows what the other is.
    [Theory]
    [InlineData("DROP TABLE a, b", "42P01 table \"b\" does not exist")]
    [InlineData("DROP TABLE a;\nUPDATE customers SET name = b", "42703 column \"b\" does not exist")]
    [InlineData($"{Alone}BEGIN;\nDROP TABLE b;\nDROP TABLE a;\nCOMMIT", "0003_more.down.sql has transactions of its own")]
    public async Task IsKeptWhereItsDownDoesNotSayWhatToDo(string down, string reason)
    {
        var (database, _, answer) = await RolledBackAsync($"{OneTable}CREATE TABLE b (id int)", down);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain(reason);
        (await database.ValueAsync("SELECT to_regclass('a') IS NOT NULL")).ShouldBe("True");
    }

    // Its first statement is not done this time, but was by the run before.
    [Fact]
    public async Task IsTakenBackWhereItIsMendedAndFailsAtItsBeginning()
    {
        var (database, stack, before) = await KeptAsync();
        using var _ = stack;

        (await stack.UpdateAsync(Mended, TestStack.Revision(3))).ShouldFail("What had been committed by then is undone.");

        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync())[^1].ShouldBe("0003_more.sql|reverted");
    }

    [Fact]
    public async Task StaysOnRecordWhereItIsMendedAndFailsAndHoldsRows()
    {
        var (database, stack, _) = await KeptAsync();
        using var _1 = stack;
        await database.ExecuteAsync("INSERT INTO a VALUES (1)");

        (await stack.UpdateAsync(Mended, TestStack.Revision(3))).ShouldFail("not undone: 0003_more.sql. table public.a holds data");

        (await database.JournalAsync())[^1].ShouldBe("0003_more.sql|running");
        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(3), TestStack.Revision(1))).Reason!
            .ShouldContain("0003_more.sql");
        (await database.ValueAsync("SELECT count(*) FROM a")).ShouldBe("1");
        (await stack.UpdateAsync(Shop.Old(), TestStack.Revision(4))).ShouldFail("0003_more.sql");
    }

    // It was passed over, and the answer gave the version as if nothing of it were there.
    [Theory]
    [InlineData("TargetVersion", "0002", $"{OneTable}CREATE TABLE b ()", "DROP TABLE b;\nDROP TABLE a")]
    [InlineData("OnAhead", "Revert", $"{OneTable}CREATE TABLE b ()", "DROP TABLE b;\nDROP TABLE a")]
    [InlineData("TargetVersion", "0002", $"{Alone}{Stop}DROP TABLE customers", null)]
    public async Task IsTakenBackByAnOrderToGoBelowIt(string property, string value, string up, string? down)
    {
        var (database, stack, before, image) = await CutOffAsync(up, down);
        using var _ = stack;

        var answer = await stack.UpdateAsync(
            property == "OnAhead" ? Shop.Old() : image, TestStack.Revision(3, (property, value)));

        answer.ShouldSucceed();
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync())[^1].ShouldBe("0003_more.sql|reverted");
    }

    [Theory]
    [InlineData($"{OneTable}CREATE TABLE b ()", "DROP TABLE b;\nDROP TABLE a")]
    [InlineData($"{Alone}{Stop}DROP TABLE customers", null)]
    public async Task IsTakenBackByADelete(string up, string? down)
    {
        var (database, stack, _, image) = await CutOffAsync(up, down);
        using var _1 = stack;

        (await stack.DeleteAsync(image, TestStack.Revision(1, ("OnDelete", "Revert")))).ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    static Image Mended => Shop.Old().And(
        ("0003_more.sql", $"{Alone}CREATE TABLE a (id bigint)"), ("0003_more.down.sql", "DROP TABLE a"));

    async Task<(TestDatabase Database, TestStack Stack, IReadOnlyList<string> Before)> KeptAsync()
    {
        var (database, stack, before, _) = await CutOffAsync($"{OneTable}CREATE TABLE b (id int)", down: null);
        (await stack.RollBackAsync(
            Shop.Old(), TestStack.Revision(2, ("Transaction", "Script")), TestStack.Revision(1))).ShouldSucceed();
        return (database, stack, before);
    }

    async Task<(TestDatabase Database, IReadOnlyList<string> Before, Answer Answer)> RolledBackAsync(string up, string? down)
    {
        var (database, stack, before, _) = await CutOffAsync(up, down);
        using var _1 = stack;

        var answer = await stack.RollBackAsync(
            Shop.Old(), TestStack.Revision(2, ("Transaction", "Script")), TestStack.Revision(1));
        return (database, before, answer);
    }

    async Task<(TestDatabase Database, TestStack Stack, IReadOnlyList<string> Before, Image Image)> CutOffAsync(
        string up, string? down)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await database.ExecuteAsync("CREATE INDEX by_name ON customers (name)");
        var before = await database.CatalogueAsync();
        IEnumerable<(string, string)> downs = down is null ? [] : [("0003_more.down.sql", down)];
        var image = Shop.Old().And([("0003_more.sql", up), .. downs]);
        (await stack.UpdateAsync(image, TestStack.Revision(2, ("Transaction", "Script")))).Status.ShouldBe("FAILED");
        return (database, stack, before, image);
    }
}
