using System.Globalization;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>Where the scripts are several transactions, the server has read all of them before the first one commits.</summary>
public sealed class ASyntaxErrorInALaterScript(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    static readonly (string, string) First = ("1_a.sql", "CREATE TABLE a (id int)");

    [Theory]
    [InlineData("Batch", Alone)]
    [InlineData("Script", "")]
    public async Task IsFoundBeforeAnythingRuns(string transaction, string head)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            First, ("2_fill.sql", "INSERT INTO a VALUES (1);\nINSERT INTO a (id, name) VALUES (2, 'x', 'y')"),
            ("3_wrong.sql", $"{head}CREATE TABLE b (id int);\nCREATE INDEX CONCURRENTLI i ON a (id);\nSELEC 1"),
            ("4_wrong.sql", "ALTER TABLE a ADD COLUMN email text,"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1, ("Transaction", transaction)));

        var line = head.Length > 0 ? 3 : 2;
        answer.Reason.ShouldBe(
            $"Nothing was run. 3_wrong.sql:{line}:27: 42601 syntax error at or near \"i\". "
                + $"3_wrong.sql:{line + 1}:1: 42601 syntax error at or near \"SELEC\". "
                + "4_wrong.sql:1:37: 42601 syntax error at end of input.");
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldBeEmpty();
    }

    // Nobody looks beforehand: the first one ends it, and nothing of the scripts before it stays.
    [Fact]
    public async Task EndsTheOnlyTransactionWhenItIsReached()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(First, ("2_wrong.sql", "CREATE TABLE b ();\nSELEC 1"), ("3_wrong.sql", "SELEC 2"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1));

        answer.ShouldFail("2_wrong.sql:2:1: 42601 syntax error at or near \"SELEC\"");
        answer.Reason!.ShouldNotContain("Nothing was run");
        answer.Reason!.ShouldNotContain("3_wrong.sql");
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.JournalAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsFoundBehindTheStatementsOfItsOwnScript()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        (await stack.CreateAsync(Image.With(("1_a.sql", $"{Alone}CREATE TABLE a ();\nDORP TABLE a")), TestStack.Revision(1)))
            .ShouldFail("Nothing was run. 1_a.sql:3:1: 42601");

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // 42601, too, and no mistake: the column comes with the script before.
    [Theory]
    [InlineData("INSERT INTO a VALUES (1, 'x')")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT id FROM a; SELECT 1; END")]
    [InlineData("COPY a FROM STDIN;\n1\tx\n\\.\n")]
    [InlineData("SELECT * FROM later; CREATE TABLE IF NOT EXISTS later ()")]
    public async Task IsNotSeenInWhatNeedsAnEarlierScript(string text)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Image.With(First), TestStack.Revision(1));

        (await stack.UpdateAsync(
            Image.With(First, ("2_name.sql", "ALTER TABLE a ADD COLUMN name text; CREATE TABLE later ()"), ("3_b.sql", text)),
            TestStack.Revision(2, ("Transaction", "Script")))).ShouldSucceed();
    }

    [Fact]
    public async Task IsLookedForInAFewRoundTripsAndOnlyWhereTransactionsAreSeveral()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var proxy = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        var rows = string.Concat(Enumerable.Range(0, 1500).Select(row => string.Create(
            CultureInfo.InvariantCulture, $"INSERT INTO a VALUES ({row});\n")));
        var one = Image.With(First, ("2_a.sql", rows), ("3_b.sql", rows));
        var two = one.And(("4_c.sql", rows), ("5_d.sql", rows));
        (await stack.CreateAsync(Image.With(First), TestStack.Revision(1))).ShouldSucceed();

        (await stack.UpdateAsync(one, TestStack.Revision(2))).ShouldSucceed();
        var (syncs, parses) = Counted();
        (await stack.UpdateAsync(two, TestStack.Revision(3, ("Transaction", "Script")))).ShouldSucceed();

        // 3,000 statements are three portions, with a transaction around them; a second script has a COMMIT of its own, and its
        // portion is not full.
        Counted().ShouldBe((syncs + 5 + 2, parses + 3000));
        parses.ShouldBe(0);

        // Syncs are round trips; what is parsed and not bound is not executed.
        (int Syncs, int OnlyParsed) Counted()
        {
            var messages = proxy.Connections[^1].Transcript;
            return (messages.Count(message => message.Name == "Sync"),
                messages.Count(message => message.Name == "Parse") - messages.Count(message => message.Name == "Bind"));
        }
    }
}
