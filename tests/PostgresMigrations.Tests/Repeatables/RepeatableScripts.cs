using System.Globalization;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Repeatables;

/// <summary>They run behind the versioned ones, again when their text has changed.</summary>
public sealed class RepeatableScripts(SharedPostgres postgres)
{
    static readonly (string, string) Table = ("1_create.sql", "CREATE TABLE customers (id int, name text)");

    const string View = "CREATE OR REPLACE VIEW a AS SELECT id FROM customers";

    const string WiderView = "CREATE OR REPLACE VIEW a AS SELECT id, name FROM customers";

    [Fact]
    public async Task RunBehindTheVersionedOnesByName()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        var image = Image.With(
            ("repeatable/b.sql", "CREATE VIEW b AS SELECT id FROM a"), ("repeatable/a.sql", View),
            ("repeatable/B.sql", "SELECT 1"), Table);

        var answer = await stack.CreateAsync(image, TestStack.Revision(1));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("4");
        answer["SchemaVersion"].ShouldBe("1");
        (await database.JournalAsync()).ShouldBe(
            ["1_create.sql|applied", "repeatable/B.sql|applied", "repeatable/a.sql|applied", "repeatable/b.sql|applied"]);
    }

    [Fact]
    public async Task RunAgainOnlyWhenTheirTextHasChanged()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        var first = await stack.CreateAsync(Image.With(Table, ("repeatable/a.sql", View)), TestStack.Revision(1));

        var same = await stack.UpdateAsync(Image.With(Table, ("repeatable/a.sql", View)), TestStack.Revision(2));
        var changed = await stack.UpdateAsync(Image.With(Table, ("repeatable/a.sql", WiderView)), TestStack.Revision(3));

        same["AppliedCount"].ShouldBe("0");
        changed["AppliedCount"].ShouldBe("1");
        same["Fingerprint"].ShouldBe(first["Fingerprint"]);
        changed["Fingerprint"].ShouldNotBe(first["Fingerprint"], StringComparer.Ordinal);
        (await database.JournalAsync()).ShouldBe(
            ["1_create.sql|applied", "repeatable/a.sql|reverted", "repeatable/a.sql|applied"]);
        (await database.ValueAsync(
            "SELECT count(*) FROM lockstep.journal j JOIN lockstep.deployment d ON d.id = j.reverted_by WHERE d.revision = '3'"))
            .ShouldBe("1");
    }

    [Fact]
    public async Task AreTheSameWithTheLineEndsOfWindows()
    {
        var (_, stack) = await StartAsync();
        using var _ = stack;
        await stack.CreateAsync(Image.With(Table, ("repeatable/a.sql", $"-- a view\n{View}\n")), TestStack.Revision(1));

        var answer = await stack.UpdateAsync(
            Image.With(Table, ("repeatable/a.sql", $"-- a view\r\n{View}\r\n")), TestStack.Revision(2));

        answer["AppliedCount"].ShouldBe("0");
    }

    [Fact]
    public async Task StayWhenTheirFileIsGone()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await stack.CreateAsync(Image.With(Table, ("repeatable/a.sql", View)), TestStack.Revision(1));

        var answer = await stack.UpdateAsync(Image.With(Table), TestStack.Revision(2));

        answer.ShouldSucceed();
        (await database.JournalAsync()).ShouldBe(["1_create.sql|applied", "repeatable/a.sql|applied"]);
        stack.Log.Text.ShouldContain("left as they are: the applied repeatable scripts repeatable/a.sql");
    }

    [Theory]
    [InlineData("Batch", "1_create.sql|applied")]
    [InlineData("Script", "1_create.sql|applied, 2_fill.sql|applied")]
    public async Task ThatFailAreNotJournaledAndRunAgain(string transaction, string left)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await stack.CreateAsync(Image.With(Table), TestStack.Revision(1));
        var fill = ("2_fill.sql", "INSERT INTO customers VALUES (1, 'Ada')");

        var failed = await stack.UpdateAsync(
            Image.With(Table, fill, ("repeatable/a.sql", "CREATE VIEW a AS\n  SELECT nothing FROM customers")),
            TestStack.Revision(2, ("Transaction", transaction)));
        var journal = await database.JournalAsync();
        var mended = await stack.UpdateAsync(
            Image.With(Table, fill, ("repeatable/a.sql", View)), TestStack.Revision(3, ("Transaction", transaction)));

        failed.ShouldFail("repeatable/a.sql:2:10: 42703 column \"nothing\" does not exist");
        string.Join(", ", journal).ShouldBe(left);
        mended.ShouldSucceed();
        (await database.ValueAsync("SELECT count(*) FROM a")).ShouldBe("1");
    }

    [Theory]
    [InlineData("COMMIT", "repeatable/a.sql:1:1: COMMIT in a script that runs inside a transaction")]
    [InlineData("-- lockstep: batches\nUPDATE customers SET id = 1", "repeatable/a.sql: batches is for versioned scripts")]
    public async Task WithMistakesAreRefusedBeforeAnythingRuns(string text, string because)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;

        var answer = await stack.CreateAsync(Image.With(Table, ("repeatable/a.sql", text)), TestStack.Revision(1));

        answer.ShouldFail(because);
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task CanBeOutsideATransaction()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        const string Index = "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY i ON customers ";
        await stack.CreateAsync(Image.With(Table, ("repeatable/i.sql", $"{Index}(id)")), TestStack.Revision(1));
        var before = await database.CatalogueAsync();

        var changed = await stack.UpdateAsync(Image.With(Table, ("repeatable/i.sql", $"{Index}(name)")), TestStack.Revision(2));
        var definition = await database.ValueAsync("SELECT pg_get_indexdef('i'::regclass)");
        var back = await stack.RollBackAsync(Image.With(Table), TestStack.Revision(2), TestStack.Revision(1));

        changed.ShouldSucceed();
        definition.ShouldContain("(name)");
        back.ShouldSucceed();
        back.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task AreQuickWhenTheyAreTwoHundred()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        var old = Image.With([Table, .. Views("")]);
        (await stack.CreateAsync(old, TestStack.Revision(1))).ShouldSucceed();
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(Image.With([Table, .. Views(", name")]), TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(old, TestStack.Revision(2), TestStack.Revision(1));

        answer.Reason.ShouldBeNull();
        answer["RevertedCount"].ShouldBe("200");
        int.Parse(answer["DurationMs"], CultureInfo.InvariantCulture).ShouldBeLessThan(20_000);
        (await database.CatalogueAsync()).ShouldBe(before);

        static IEnumerable<(string, string)> Views(string more) => Enumerable.Range(1, 200).Select(number => (
            $"repeatable/v{number:000}.sql",
            $"CREATE OR REPLACE VIEW v{number:000} AS SELECT id{more} FROM {(number % 10 == 1 ? "customers" : $"v{number - 1:000}")}"));
    }

    async Task<(TestDatabase Database, TestStack Stack)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        return (database, new TestStack(database.ConnectionString));
    }
}
