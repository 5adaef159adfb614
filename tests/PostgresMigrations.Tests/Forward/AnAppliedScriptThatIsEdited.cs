using System.Security.Cryptography;
using System.Text;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>A script is its whole text: what the server would not notice is an edit, too (docs/decisions).</summary>
public sealed class AnAppliedScriptThatIsEdited(SharedPostgres postgres)
{
    const string Applied = "-- Everybody who buys.\nCREATE TABLE a (id int);\n";

    static readonly (string, string) Next = ("2_b.sql", "CREATE TABLE b ()");

    [Theory]
    [InlineData("-- Everybody who buys.\nCREATE TABLE a (id int);\n\n")]
    [InlineData("-- Everybody who buys.\nCREATE TABLE a (id int);")]
    [InlineData("-- Everybody who buys.\nCREATE TABLE a ( id int );\n")]
    [InlineData("-- Everybody who buys. \nCREATE TABLE a (id int);\n")]
    [InlineData("-- Everybody who buys.\n\tCREATE TABLE a (id int);\n")]
    [InlineData("-- Everybody who buys.\rCREATE TABLE a (id int);\r")]
    [InlineData("-- Everybody who has bought.\nCREATE TABLE a (id int);\n")]
    [InlineData("CREATE TABLE a (id int);\n")]
    [InlineData("-- Everybody who buys.\nCREATE TABLE a (id /* number */ int);\n")]
    [InlineData("-- Everybody who buys.\ncreate table a (id int);\n")]
    [InlineData("-- lockstep: irreversible\n-- Everybody who buys.\nCREATE TABLE a (id int);\n")]
    public async Task IsRefusedAlsoWhenItDoesTheSame(string edited)
    {
        var (database, stack) = await AppliedAsync();
        using var _ = stack;

        var answer = await stack.UpdateAsync(Image.With(("1_a.sql", edited), Next), TestStack.Revision(2));

        answer.ShouldFail(
            $"Nothing was run. 1_a.sql was edited after it was applied: its SHA-256 is {Sha256(edited)}, the applied text's is "
                + $"{Sha256(Applied)}. Restore its text, to the last space and comment, and put the change into a new script.");
        (await database.TablesAsync()).ShouldBe(["a(id integer)"]);
    }

    [Theory]
    [InlineData("\uFEFF-- Everybody who buys.\nCREATE TABLE a (id int);\n")]
    [InlineData("-- Everybody who buys.\r\nCREATE TABLE a (id int);\r\n")]
    public async Task IsNotEditedByACheckoutOnAnotherMachine(string text)
    {
        var (_, stack) = await AppliedAsync();
        using var __ = stack;

        (await stack.UpdateAsync(Image.With(("1_a.sql", text), Next), TestStack.Revision(2)))["AppliedCount"].ShouldBe("1");
    }

    [Fact]
    public async Task DoesNotStandInTheWayOfTheRollback()
    {
        var (database, stack) = await AppliedAsync();
        using var _ = stack;
        (string, string)[] both = [("1_a.sql", Applied), Next, ("2_b.down.sql", "DROP TABLE b")];
        (await stack.UpdateAsync(Image.With(both), TestStack.Revision(2))).ShouldSucceed();

        var answer = await stack.RollBackAsync(
            Image.With(("1_a.sql", $"{Applied}-- edited")), TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.TablesAsync()).ShouldBe(["a(id integer)"]);
    }

    [Fact]
    public async Task RunsAgainWhereItIsRepeatable()
    {
        var (database, stack) = await AppliedAsync();
        using var _ = stack;
        const string View = "CREATE OR REPLACE VIEW v AS SELECT id FROM a";
        await stack.UpdateAsync(Image.With(("1_a.sql", Applied), ("repeatable/v.sql", View)), TestStack.Revision(2));

        var answer = await stack.UpdateAsync(
            Image.With(("1_a.sql", Applied), ("repeatable/v.sql", $"-- All of them.\n{View}")), TestStack.Revision(3));

        answer["AppliedCount"].ShouldBe("1");
        (await database.JournalAsync()).ShouldBe(["1_a.sql|applied", "repeatable/v.sql|reverted", "repeatable/v.sql|applied"]);
    }

    static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    async Task<(TestDatabase Database, TestStack Stack)> AppliedAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Image.With(("1_a.sql", Applied)), TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }
}
