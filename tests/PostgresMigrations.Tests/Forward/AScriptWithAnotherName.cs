using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>The file was renamed after it ran; its text is the same.</summary>
public sealed class AScriptWithAnotherName(SharedPostgres postgres)
{
    static readonly (string, string)[] Three =
    [
        ("1_a.sql", "CREATE TABLE a (id int)"), ("1_a.down.sql", "DROP TABLE a"),
        ("2_b.sql", "CREATE TABLE b (id int)"), ("2_b.down.sql", "DROP TABLE b"),
        ("4_d.sql", "CREATE TABLE d (id int)"), ("4_d.down.sql", "DROP TABLE d"),
    ];

    [Fact]
    public async Task IsTheSameScriptInTheJournal()
    {
        var (database, stack) = await CreatedAsync();
        await database.ExecuteAsync("INSERT INTO b VALUES (1)");
        var renamed = Image.With(Three).Without("2_b.sql").Without("2_b.down.sql")
            .And(("002_create_b.sql", "CREATE TABLE b (id int)"), ("002_create_b.down.sql", "DROP TABLE b"));

        var answer = await stack.UpdateAsync(renamed, TestStack.Revision(2, ("OnAhead", "Revert")));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("0");
        answer["RevertedCount"].ShouldBe("0");
        (await database.JournalAsync()).ShouldBe(["1_a.sql|applied", "002_create_b.sql|applied", "4_d.sql|applied"]);
        (await database.ValueAsync("SELECT count(*) FROM b")).ShouldBe("1");
    }

    [Theory]
    [InlineData("4_d", "3_d", "CREATE TABLE d (id int)", "Revert")]
    [InlineData("4_d", "5_d", "CREATE TABLE d (id int)", "Keep")]
    [InlineData("2_b", "3_b", "CREATE TABLE b (id int)", "Keep")]
    public async Task IsRefusedUnderAnotherNumber(string old, string name, string text, string onAhead)
    {
        var (database, stack) = await CreatedAsync();
        var before = await database.TablesAsync();
        var renumbered = Image.With(Three).Without($"{old}.sql").Without($"{old}.down.sql").And(($"{name}.sql", text));

        (await stack.UpdateAsync(
            renumbered, TestStack.Revision(2, ("OnAhead", onAhead), ("AllowOutOfOrder", "true"))))
            .ShouldFail($"{name}.sql has the text of {old}.sql, which is applied: a script that ran keeps its number. "
                + $"Give it {old[..1]} again.");

        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task IsFoundBesideEverythingElse()
    {
        var (_, stack) = await CreatedAsync();
        var image = Image.With(Three).Without("1_a.sql")
            .And(
                ("1_a.sql", "CREATE TABLE a (id bigint)"), ("4_again.sql", "SELECT 'open"), ("5_e.sql", "SELECT 'open"),
                ("nameless.sql", ""));

        (await stack.UpdateAsync(image, TestStack.Revision(2))).Reason!.ShouldSatisfyAllConditions(
            reason => reason.ShouldContain("4_d.sql: '4_again.sql' has the same version, 4."),
            reason => reason.ShouldContain("4_again.sql:1:8: "),
            reason => reason.ShouldContain("5_e.sql:1:8: "),
            reason => reason.ShouldContain("nameless.sql: "),
            reason => reason.ShouldContain("1_a.sql was edited after it was applied"));
    }

    async Task<(TestDatabase Database, TestStack Stack)> CreatedAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Image.With(Three), TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }
}
