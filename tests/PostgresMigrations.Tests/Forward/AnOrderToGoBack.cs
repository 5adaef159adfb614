using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>TargetVersion below the database, or an older image with OnAhead: Revert.</summary>
public sealed class AnOrderToGoBack(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    static readonly JsonObject ToTarget = TestStack.Revision(2, ("TargetVersion", "2"));
    static readonly JsonObject ToOlderImage = TestStack.Revision(2, ("OnAhead", "Revert"));

    [Theory]
    [InlineData("TargetVersion", "INSERT INTO orders VALUES (8, 2)", "table public.orders")]
    [InlineData("OnAhead", "INSERT INTO orders VALUES (8, 2)", "table public.orders")]
    [InlineData("TargetVersion", "UPDATE customers SET email = 'x' WHERE id = 2", "column public.customers.email")]
    public async Task IsRefusedWhereRowsWouldBeLost(string property, string since, string what)
    {
        var (database, stack) = await CreatedAsync();
        var before = await database.TablesAsync();
        await database.ExecuteAsync(since);

        var answer = await GoBackAsync(stack, property);

        answer.ShouldFail($"{what} holds data that was written after the migration, and its down would drop it. "
            + "Move or delete it first.");
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|applied", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TargetVersion")]
    [InlineData("OnAhead")]
    public async Task TakesAlongWhatTheScriptsWrote(string property)
    {
        var (database, stack) = await CreatedAsync();

        (await GoBackAsync(stack, property))["RevertedCount"].ShouldBe("2");

        (await database.JournalAsync()).TakeLast(2)
            .ShouldBe(["0003_create_orders.sql|reverted", "0004_add_email.sql|reverted"]);
    }

    // A rollback had run them again behind a savepoint, and their rows had another xmin than the journal's.
    [Theory]
    [InlineData("", "INSERT INTO customers VALUES (11, 'Seed')", "DELETE FROM customers WHERE id = 11")]
    [InlineData("", "CREATE TABLE log (id int); INSERT INTO log VALUES (1)", "DROP TABLE log")]
    [InlineData(Alone, "INSERT INTO customers VALUES (11, 'Seed')", "DELETE FROM customers WHERE id = 11")]
    [InlineData(Alone, "CREATE TABLE log (id int); INSERT INTO log VALUES (1)", "DROP TABLE log")]
    public async Task TakesAlongWhatARollbackOfAnotherOrderHasRunAgain(string directive, string up, string down)
    {
        var image = Shop.New().And(("0005_seed.sql", directive + up), ("0005_seed.down.sql", directive + down));
        var (database, stack) = await CreatedAsync(image);
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(image, ToTarget)).ShouldSucceed();
        (await stack.RollBackAsync(image, ToTarget, TestStack.Revision(1)))["DatabaseVersion"].ShouldBe("5");
        (await database.TablesAsync()).ShouldBe(before);

        var answer = await stack.UpdateAsync(image, TestStack.Revision(3, ("TargetVersion", "2")));

        answer.ShouldSucceed();
        answer["RevertedCount"].ShouldBe("3");
    }

    // It was answered with the version that the order had left, and the scripts that it had taken back stayed away.
    [Theory]
    [InlineData("TargetVersion")]
    [InlineData("OnAhead")]
    public async Task IsTakenBackByARollbackThatIsToKeepWhatADeploymentHasApplied(string property)
    {
        var (database, stack) = await CreatedAsync();
        var (before, fingerprint) = (await database.TablesAsync(), stack.LastAnswer!["Fingerprint"]);
        var order = (property == "TargetVersion" ? ToTarget : ToOlderImage).DeepClone().AsObject();
        order["OnRollback"] = "Keep";
        (await stack.UpdateAsync(property == "TargetVersion" ? Shop.New() : Shop.Old(), order))["RevertedCount"].ShouldBe("2");

        var answer = await stack.RollBackAsync(Shop.New(), order, TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (answer["DatabaseVersion"], answer["Fingerprint"]).ShouldBe(("4", fingerprint));
        (await database.TablesAsync()).ShouldBe(before);
    }

    // It was refused: 2 was to have a higher number than 3, which the same deployment takes back before.
    [Theory]
    [InlineData("OnAhead")]
    [InlineData("TargetVersion")]
    public async Task MakesRoomForAScriptBelowWhatItTakesBack(string property)
    {
        (string, string)[] old = [("1_a.sql", "CREATE TABLE a ()"), ("2_b.sql", "CREATE TABLE b ()")];
        (string, string)[] later = [("3_c.sql", "CREATE TABLE c ()"), ("3_c.down.sql", "DROP TABLE c")];
        var (database, stack) = await CreatedAsync(Image.With([old[0], .. later]));

        var answer = await stack.UpdateAsync(
            property == "OnAhead" ? Image.With(old) : Image.With([.. old, .. later]),
            property == "OnAhead" ? ToOlderImage : ToTarget);

        answer.ShouldSucceed();
        answer["DatabaseVersion"].ShouldBe("2");
        (await database.JournalAsync()).ShouldBe(["1_a.sql|applied", "3_c.sql|reverted", "2_b.sql|applied"]);
        (await database.TablesAsync()).ShouldBe(["a()", "b()"]);
    }

    // It said version 4 when the schema was at 2, because kept scripts of the image counted as taken over.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TakesBackWhatARollbackHadToKeep(bool isUnchanged)
    {
        var (database, stack) = await CreatedAsync(Shop.Old());
        var before = await database.TablesAsync();
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        await database.ExecuteAsync("INSERT INTO orders VALUES (8, 2)");
        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1)))["DatabaseVersion"].ShouldBe("4");
        await database.ExecuteAsync("DELETE FROM orders WHERE id = 8");
        var image = isUnchanged ? Shop.New() : Shop.New().And(("0004_add_email.sql", "SELECT 1"));

        var answer = await stack.UpdateAsync(image, TestStack.Revision(3, ("TargetVersion", "2")));

        answer.ShouldSucceed();
        answer["DatabaseVersion"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(before);
        (await database.JournalAsync()).TakeLast(2)
            .ShouldBe(["0003_create_orders.sql|reverted", "0004_add_email.sql|reverted"]);
    }

    [Fact]
    public async Task IsItselfTakenBackByARollback()
    {
        var (database, stack) = await CreatedAsync();
        var before = await database.TablesAsync();
        (await stack.UpdateAsync(Shop.New(), ToTarget))["DatabaseVersion"].ShouldBe("2");

        var answer = await stack.RollBackAsync(Shop.Old(), ToTarget, TestStack.Revision(1));

        answer["DatabaseVersion"].ShouldBe("4");
        answer["AppliedCount"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(before);
        (await database.RowsAsync("SELECT email FROM customers ORDER BY id")).ShouldBe(["ada@example.com", "unknown"]);
    }

    [Fact]
    public async Task AppliesAgainWhatItHadRevertedWhenALaterDownFails()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Shop.Old().And(
            ("0003_x.sql", "CREATE TABLE x ()"), ("0003_x.down.sql", "DROP TABLE x; SELECT 1/0"),
            ("0004_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0004_i.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY i"));
        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();
        var before = await database.TablesAsync();

        (await stack.UpdateAsync(image, ToTarget))
            .ShouldFail("0003_x.down.sql:1:15: 22012 division by zero. What had been committed by then is undone.");

        (await database.TablesAsync()).ShouldBe(before);
        (await stack.UpdateAsync(image, TestStack.Revision(3)))["DatabaseVersion"].ShouldBe("4");
    }

    [Fact]
    public async Task IsWhatADeleteWithRevertIsWhateverTheTablesHold()
    {
        var (database, stack) = await CreatedAsync();
        await database.ExecuteAsync("INSERT INTO orders VALUES (8, 2)");

        (await stack.DeleteAsync(Shop.New(), TestStack.Revision(1, ("OnDelete", "Revert")))).ShouldSucceed();

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task EndsWhereTheTargetGoesUpAgain()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        (await stack.CreateAsync(Shop.New(), TestStack.Revision(1, ("TargetVersion", "2"))))["DatabaseVersion"].ShouldBe("2");
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("TargetVersion", "003"))))["DatabaseVersion"].ShouldBe("3");
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(3)))["DatabaseVersion"].ShouldBe("4");
        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(4, ("TargetVersion", "5"))))
            .ShouldFail("TargetVersion is 5, but the newest script of this image is 4");
    }

    static Task<Answer> GoBackAsync(TestStack stack, string property) => property == "OnAhead"
        ? stack.UpdateAsync(Shop.Old(), ToOlderImage)
        : stack.UpdateAsync(Shop.New(), ToTarget);

    async Task<(TestDatabase Database, TestStack Stack)> CreatedAsync(Image? image = null)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(image ?? Shop.New(), TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }
}
