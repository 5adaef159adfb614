using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Baselines;

/// <summary>Its tables were made by hand or by another tool, and are declared to be at version 2 of the scripts.</summary>
public sealed class ADatabaseThatWasThereBefore(SharedPostgres postgres)
{
    const string Tables = "CREATE TABLE customers (id int PRIMARY KEY, name text); INSERT INTO customers VALUES (1, 'Barbara')";

    [Fact]
    public async Task GetsOnlyWhatComesAfterItsBaseline()
    {
        var (database, stack) = await StartAsync();

        var answer = await stack.CreateAsync(Shop.New(), Properties(1));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("2");
        answer["PreviousVersion"].ShouldBe("0");
        answer["DatabaseVersion"].ShouldBe("4");
        (await database.JournalAsync()).ShouldBe(
        [
            "0001_create_customers.sql|baseline", "0002_fill_customers.sql|baseline", "0003_create_orders.sql|applied",
            "0004_add_email.sql|applied",
        ]);
        (await database.RowsAsync("SELECT DISTINCT irreversible, down_sql FROM lockstep.journal WHERE state = 'baseline'"))
            .ShouldBe(["True|"]);
        (await database.RowsAsync("SELECT name FROM customers")).ShouldBe(["Barbara"]);
    }

    [Fact]
    public async Task HasTheFingerprintOfOneThatRanAllOfIt()
    {
        var (_, stack) = await StartAsync();
        var empty = await TestDatabase.CreateAsync(postgres);
        using var other = new TestStack(empty.ConnectionString);

        var declared = await stack.CreateAsync(Shop.New(), Properties(1));

        declared["Fingerprint"].ShouldBe((await other.CreateAsync(Shop.New(), TestStack.Revision(1)))["Fingerprint"]);
    }

    [Fact]
    public async Task TakesNoHarmFromABaselineThatStaysInTheTemplate()
    {
        var (database, stack) = await StartAsync();
        await stack.CreateAsync(Shop.Old(), Properties(1));

        var answer = await stack.UpdateAsync(Shop.New(), Properties(2));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("2");
        (await stack.RollBackAsync(Shop.Old(), Properties(2), Properties(1)))["DatabaseVersion"].ShouldBe("2");
        (await database.JournalAsync()).Take(2)
            .ShouldBe(["0001_create_customers.sql|baseline", "0002_fill_customers.sql|baseline"]);
    }

    // The Create of a stack that was made again was refused for texts that had been judged, or declared, long ago.
    [Theory]
    [InlineData("\\i other.sql", "Baseline", "1")]
    [InlineData("CREATE TABLE a (id int DEFAULT ${start})", "Variables", "start")]
    public async Task DoesNotJudgeAgainWhatIsInItsJournal(string first, string property, string value)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(property == "Baseline" ? "CREATE TABLE a (id int)" : "SELECT 1");
        var image = Image.With(("1_a.sql", first), ("2_b.sql", "CREATE TABLE b ()"));
        var properties = TestStack.Revision(1);
        properties[property] = property == "Baseline" ? value : new JsonObject { [value] = "7" };
        using var before = new TestStack(database.ConnectionString);
        (await before.CreateAsync(image, properties)).ShouldSucceed();
        using var again = new TestStack(database.ConnectionString);

        (await again.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();
    }

    [Fact]
    public async Task RefusesABaselineThatContradictsItsJournal()
    {
        var (_, stack) = await StartAsync();
        await stack.CreateAsync(Shop.Old(), Properties(1));

        (await stack.UpdateAsync(Shop.New(), Properties(2, "4"))).ShouldFail(
            "Nothing was run. Baseline is 4, but the schema has a journal, and by that it is at 2 without 4.");
    }

    [Theory]
    [InlineData("3", "0002_fill_customers.sql and 0005_more.sql")]
    [InlineData("9", "0005_more.sql")]
    public async Task RefusesABaselineThatNoScriptHas(string baseline, string nearest)
    {
        var (database, stack) = await StartAsync();
        var image = Shop.Old().And(("0005_more.sql", "SELECT 1"));

        (await stack.CreateAsync(image, Properties(1, baseline)))
            .ShouldFail($"Baseline is {baseline}, but this image has no script of that number. The nearest: {nearest}.");

        (await database.JournalAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsNotAskedForScriptsThatThisToolCouldRun()
    {
        var (_, stack) = await StartAsync();
        var image = Image.With(
            ("1_a.sql", "BEGIN; SELECT '${whatever}'; COMMIT"), ("2_b.sql", "\\i other.sql"), ("3_c.sql", "SELECT 1"));

        (await stack.CreateAsync(image, Properties(1))).ShouldSucceed();
    }

    [Fact]
    public async Task ForgetsItsBaselineWhenTheFirstScriptBehindItFails()
    {
        var (database, stack) = await StartAsync();
        var broken = Shop.Old().And(
            ("0003_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON customers (name)"),
            ("0003_i.down.sql", "DROP INDEX i"), ("0004_x.sql", "SELECT 1/0"));

        (await stack.CreateAsync(broken, Properties(1))).ShouldFail("What had been committed by then is undone.");

        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
        (await stack.CreateAsync(Shop.New(), Properties(2)))["DatabaseVersion"].ShouldBe("4");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IsNobodysAgainOnceItsBaselineIsForgotten(bool ranMore)
    {
        var (database, stack) = await StartAsync();
        var image = ranMore ? Shop.New() : Shop.Old();
        (await stack.CreateAsync(image, TestStack.Revision(1, ("Baseline", "2"), ("OnDelete", "Revert")))).ShouldSucceed();
        (await stack.DeleteAsync(image)).ShouldSucceed();
        using var next = new TestStack(database.ConnectionString);

        (await next.CreateAsync(Shop.New(), TestStack.Revision(1)))
            .ShouldFail("has relations that no script made (customers), and no journal.");

        (await database.RowsAsync("SELECT name FROM customers")).ShouldBe(["Barbara"]);
        (await next.CreateAsync(Shop.New(), Properties(2)))["DatabaseVersion"].ShouldBe("4");
    }

    [Fact]
    public async Task IsUndeclaredAgainByTheRollbackOfTheUpdateThatDeclaredIt()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var before = TestStack.Revision(1, ("TargetVersion", "0"));
        (await stack.CreateAsync(Shop.Old(), before)).ShouldSucceed();
        await database.ExecuteAsync(Tables);
        (await stack.UpdateAsync(Shop.New(), Properties(2)))["DatabaseVersion"].ShouldBe("4");

        var answer = await stack.RollBackAsync(Shop.Old(), Properties(2), before);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        answer["DatabaseVersion"].ShouldBe("0");
        answer["RevertedCount"].ShouldBe("2");
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
        (await database.RowsAsync("SELECT * FROM customers")).ShouldBe(["1|Barbara"]);
        (await stack.UpdateAsync(Shop.Old(), Properties(3)))["DatabaseVersion"].ShouldBe("2");
    }

    [Fact]
    public async Task KeepsWhatItHadWhenItsResourceIsDeleted()
    {
        var (database, stack) = await StartAsync();
        await stack.CreateAsync(Shop.New(), Properties(1));

        var answer = await stack.DeleteAsync(Shop.New(), Properties(1, "2", ("OnDelete", "Revert")));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("What Baseline had declared, up to 2, was there before this resource and is left.");
        (await database.RowsAsync("SELECT * FROM customers")).ShouldBe(["1|Barbara"]);
        (await database.JournalAsync()).ShouldAllBe(row => row.EndsWith("|reverted", StringComparison.Ordinal));
        (await stack.CreateAsync(Shop.New(), Properties(1)))["DatabaseVersion"].ShouldBe("4");
    }

    [Fact]
    public async Task CannotBeTakenBackBelowItsBaseline()
    {
        var (_, stack) = await StartAsync();
        await stack.CreateAsync(Shop.New(), Properties(1));

        (await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("TargetVersion", "1"))))
            .ShouldFail("0002_fill_customers.sql is part of the baseline: it was there before the journal, and stays.");
        (await stack.UpdateAsync(Shop.New(), Properties(3, "2", ("TargetVersion", "1"))))
            .ShouldFail("TargetVersion: 1 is below Baseline 2");
        (await stack.UpdateAsync(Shop.New(), Properties(4, "2", ("TargetVersion", "3"))))["DatabaseVersion"].ShouldBe("3");
    }

    [Fact]
    public async Task IsNotWhatAnEmptySchemaIs()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Shop.New(), Properties(1));

        answer["AppliedCount"].ShouldBe("4");
        (await stack.UpdateAsync(Shop.New(), Properties(2))).ShouldSucceed();
    }

    async Task<(TestDatabase Database, TestStack Stack)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(Tables);
        return (database, new TestStack(database.ConnectionString));
    }

    static System.Text.Json.Nodes.JsonObject Properties(
        int revision, string baseline = "2", params IEnumerable<(string, string)> others) =>
        TestStack.Revision(revision, [("Baseline", baseline), .. others]);
}
