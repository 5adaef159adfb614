using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>PostgreSQL lets nobody use it before it is committed: 55P04.</summary>
public sealed class ANewEnumValue(SharedPostgres postgres)
{
    static readonly Image Moods = Image.With(
        ("1_mood.sql", "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE people (mood mood)"),
        ("1_mood.down.sql", "DROP TABLE people; DROP TYPE mood"));

    [Fact]
    public async Task CanBeUsedByTheNextScript()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Moods, TestStack.Revision(1));
        var image = Moods.And(
            ("2_bad.sql", "ALTER TYPE mood ADD VALUE 'bad'"), ("3_use.sql", "INSERT INTO people VALUES ('bad')"),
            ("4_more.sql", "CREATE TABLE more ()"));

        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();

        (await database.ValueAsync("SELECT mood::text FROM people")).ShouldBe("bad");
        stack.Log.Text.ShouldContain("3_use.sql is not in the transaction before it: 2_bad.sql adds a value to an enum");
        (await database.ValueAsync("SELECT count(DISTINCT xids) FROM lockstep.journal WHERE version > 1")).ShouldBe("2");
    }

    [Fact]
    public async Task CanBeUsedByTheNextScriptOfTheSameDeploymentThatMadeTheType()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Moods.And(
            ("2_bad.sql", "ALTER TYPE mood ADD VALUE 'bad'"), ("3_use.sql", "INSERT INTO people VALUES ('bad')"));

        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();
    }

    [Fact]
    public async Task ComesWithTheRemedyWhereItsOwnScriptUsesIt()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Moods, TestStack.Revision(1));
        const string Script = "ALTER TYPE mood ADD VALUE 'bad';\nINSERT INTO people VALUES ('bad')";

        var answer = await stack.UpdateAsync(Moods.And(("2_bad.sql", Script)), TestStack.Revision(2));

        answer.ShouldFail("2_bad.sql:2:28: 55P04 unsafe use of new value \"bad\" of enum type mood");
        answer.Reason!.ShouldContain("Put the ALTER TYPE into a script of its own before this one");
        (await database.ValueAsync("SELECT count(*) FROM pg_enum")).ShouldBe("1");

        var alone = Moods.And(("2_bad.sql", $"-- lockstep: no-transaction\n{Script}"));
        (await stack.UpdateAsync(alone, TestStack.Revision(3))).ShouldSucceed();
    }

    [Fact]
    public async Task IsNamedWhenItStaysAfterALaterFailure()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Moods, TestStack.Revision(1));
        var image = Moods.And(("2_bad.sql", "ALTER TYPE mood ADD VALUE 'bad'"), ("3_use.sql", "SELECT 1/0"));

        var answer = await stack.UpdateAsync(image, TestStack.Revision(2));

        answer.ShouldFail("Committed before it and not undone: 2_bad.sql. 2_bad.sql has no down script.");
    }
}
