using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Repeatables;

/// <summary>What becomes of repeatables when a deployment fails, is kept, is deleted, or is told to go to a version.</summary>
public sealed class RepeatablesThatStayOrGo(SharedPostgres postgres)
{
    static readonly (string, string)[] First =
    [
        ("1_create.sql", "CREATE TABLE customers (id int PRIMARY KEY, name text)"), ("1_create.down.sql", "DROP TABLE customers"),
        ("repeatable/a.sql", "CREATE OR REPLACE VIEW a AS SELECT id FROM customers"),
    ];

    static readonly (string, string)[] Second =
    [
        .. First[..2], ("2_add.sql", "ALTER TABLE customers ADD COLUMN email text"),
        ("2_add.down.sql", "ALTER TABLE customers DROP COLUMN email"),
        ("repeatable/a.sql", "CREATE OR REPLACE VIEW a AS SELECT id, email FROM customers"),
        ("repeatable/b.sql", "CREATE VIEW b AS SELECT email FROM a"),
    ];

    // A script that cannot be in a transaction makes those before it commit; the last one fails.
    static readonly (string, string)[] Failing =
    [
        .. Second, ("repeatable/c.sql", "-- lockstep: no-transaction\nSELECT 1"), ("repeatable/d.sql", "SELECT nothing"),
        ("repeatable/c.down.sql", "SELECT 1"),
    ];

    [Fact]
    public async Task AreUndoneWithADeploymentThatFailsAfterItCommitted()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        var before = await database.CatalogueAsync();

        var answer = await stack.UpdateAsync(Image.With(Failing), TestStack.Revision(2));

        answer.ShouldFail("repeatable/d.sql:1:8: 42703");
        answer.Reason!.ShouldContain("What had been committed by then is undone.");
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync()).Count(row => row == "repeatable/a.sql|applied").ShouldBe(1);
    }

    [Fact]
    public async Task AreUndoneWithACreateOnASchemaThatHadThemAlready()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        var before = await database.CatalogueAsync();
        using var again = new TestStack(database.ConnectionString);

        (await again.CreateAsync(Image.With(Failing), TestStack.Revision(1))).ShouldFail("repeatable/d.sql:1:8: 42703");

        (await database.CatalogueAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task GoWithADeleteThatReverts()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var before = await database.CatalogueAsync();
        using var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Image.With(Second), TestStack.Revision(1, ("OnDelete", "Revert")))).ShouldSucceed();

        (await stack.DeleteAsync(Image.With(First))).ShouldSucceed();

        (await database.CatalogueAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task GoBackWithTheSchemaWhenAVersionIsOrdered()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(Image.With(Second), TestStack.Revision(2))).ShouldSucceed();
        var after = await database.CatalogueAsync();

        var down = await stack.UpdateAsync(Image.With(Second), TestStack.Revision(3, ("TargetVersion", "1")));
        var lower = await database.CatalogueAsync();
        var up = await stack.UpdateAsync(Image.With(Second), TestStack.Revision(4));

        down.ShouldSucceed();
        down["RevertedCount"].ShouldBe("3");
        lower.ShouldBe(before);
        stack.Log.Text.ShouldContain("to which they belong: repeatable/a.sql, repeatable/b.sql");
        up["AppliedCount"].ShouldBe("3");
        (await database.CatalogueAsync()).ShouldBe(after);
    }

    // The order's former text of a view stayed, and the column that the newer one shows was missing in it.
    [Fact]
    public async Task ComeBackWhenTheOrderIsRolledBack()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        (await stack.UpdateAsync(Image.With(Second), TestStack.Revision(2))).ShouldSucceed();
        var before = await database.CatalogueAsync();
        var order = TestStack.Revision(3, ("TargetVersion", "1"));
        (await stack.UpdateAsync(Image.With(Second), order)).ShouldSucceed();

        var answer = await stack.RollBackAsync(Image.With(Second), order, TestStack.Revision(2));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync()).Where(row => row.EndsWith("|applied", StringComparison.Ordinal)).ShouldBe(
            ["1_create.sql|applied", "2_add.sql|applied", "repeatable/a.sql|applied", "repeatable/b.sql|applied"], ignoreOrder: true);
    }

    [Fact]
    public async Task AreTheOlderImagesWhereAnImageIsDeployedToGoBack()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(Image.With(Second), TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.UpdateAsync(
            Image.With([.. First, ("repeatable/e.sql", "CREATE VIEW e AS SELECT id FROM a")]), TestStack.Revision(3, ("OnAhead", "Revert")));

        answer.ShouldSucceed();
        (await database.CatalogueAsync()).Where(line => !line.Contains("public.e", StringComparison.Ordinal)).ShouldBe(before);
        (await database.ValueAsync("SELECT count(*) FROM e")).ShouldBe("0");
    }

    [Fact]
    public async Task OfAnImageThatIsBehindAreNotRun()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        await stack.UpdateAsync(Image.With(Second), TestStack.Revision(2));
        var before = await database.CatalogueAsync();

        var answer = await stack.UpdateAsync(Image.With(First), TestStack.Revision(3));

        answer.ShouldSucceed();
        (await database.CatalogueAsync()).ShouldBe(before);
        stack.Log.Text.ShouldContain("to which they belong: repeatable/a.sql");
    }

    [Theory]
    [InlineData("CREATE DOMAIN mail AS text")]
    [InlineData("CREATE VIEW c AS SELECT 1; INSERT INTO customers VALUES (1, 'Ada')")]
    [InlineData("-- lockstep: irreversible\nCREATE VIEW c AS SELECT 1")]
    public async Task AreKeptWhereNobodyCanTellHowToTakeThemBack(string text)
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        var image = Image.With([.. Second, ("repeatable/c.sql", text)]);
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        var before = await database.CatalogueAsync();

        var answer = await stack.RollBackAsync(Image.With(First), TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("repeatable/c.sql is");
        (await database.CatalogueAsync()).ShouldBe(before);
        (await database.JournalAsync()).Count(row => row.EndsWith("|kept", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task ThatAreKeptAreAdoptedOrReplacedByTheNextDeployment()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        await stack.UpdateAsync(Image.With([.. Second, ("repeatable/c.sql", "CREATE DOMAIN c AS text")]), TestStack.Revision(2));
        await stack.RollBackAsync(Image.With(First), TestStack.Revision(2), TestStack.Revision(1));

        var answer = await stack.UpdateAsync(
            Image.With([.. Second, ("repeatable/c.sql", "DROP DOMAIN IF EXISTS c; CREATE DOMAIN c AS int")]), TestStack.Revision(3));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("1");
        (await database.JournalAsync()).ShouldNotContain(row => row.EndsWith("|kept", StringComparison.Ordinal));
        (await database.JournalAsync()).Count(row => row == "repeatable/c.sql|applied").ShouldBe(1);
    }

    [Fact]
    public async Task ThatHaveNotChangedMakeRoomForADownThatNeedsTheirPlace()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        var before = await database.CatalogueAsync();
        var image = Image.With(
        [
            .. First, ("2_widen.sql", "DROP VIEW a; ALTER TABLE customers ALTER COLUMN id TYPE bigint; CREATE VIEW a AS SELECT id FROM customers"),
            ("2_widen.down.sql", "ALTER TABLE customers ALTER COLUMN id TYPE int"),
        ]);
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(Image.With(First[..2]), TestStack.Revision(2), TestStack.Revision(1));

        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task SayWhyADownFailsRatherThanWhatWasTriedToHelpIt()
    {
        var (database, stack) = await StartAsync(First);
        using var _ = stack;
        await database.ExecuteAsync("CREATE VIEW report AS SELECT id FROM a");
        var image = Image.With(
            [.. First, ("2_add.sql", "ALTER TABLE customers ADD COLUMN email text"), ("2_add.down.sql", "ALTER TABLE customers DROP mail")]);
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(Image.With(First), TestStack.Revision(2), TestStack.Revision(1));

        answer.Reason!.ShouldContain("2_add.down.sql:1:1: 42703 column \"mail\" of relation \"customers\" does not exist");
    }

    async Task<(TestDatabase Database, TestStack Stack)> StartAsync((string, string)[] files)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Image.With(files), TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }
}
