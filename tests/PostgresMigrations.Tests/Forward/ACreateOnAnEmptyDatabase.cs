using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class ACreateOnAnEmptyDatabase(SharedPostgres postgres)
{
    [Fact]
    public async Task RunsEveryScriptInNumericOrder()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_create_a.sql", "CREATE TABLE a (id int)"),
            ("10_fill_b.sql", "INSERT INTO b SELECT * FROM a"),
            ("2_create_b.sql", "CREATE TABLE b (id int)"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1));

        answer.ShouldSucceed();
        answer["SchemaVersion"].ShouldBe("10");
        answer["DatabaseVersion"].ShouldBe("10");
        answer["PreviousVersion"].ShouldBe("0");
        answer["AppliedCount"].ShouldBe("3");
        (await database.JournalAsync()).ShouldBe(["1_create_a.sql|applied", "2_create_b.sql|applied", "10_fill_b.sql|applied"]);
        (await database.DeploymentsAsync()).ShouldBe(["Create|succeeded|0|10"]);
    }
}
