using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>What <c>-- lockstep: lock-timeout</c> says holds for its script, and the resource's holds again behind it.</summary>
public sealed class AScriptWithALockTimeoutOfItsOwn(SharedPostgres postgres)
{
    const string Own = "-- lockstep: lock-timeout 7s\n";

    static readonly (string Name, string Value) OfTheResource = ("LockTimeout", "3s");

    [Theory]
    [InlineData("Batch", "")]
    [InlineData("Script", "")]
    [InlineData("Batch", "-- lockstep: no-transaction\n")]
    [InlineData("Batch", "-- lockstep: batches\n")]
    public async Task WaitsThatLongAndNoOtherScriptDoes(string mode, string kind)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Noted(Up(2), Up(3, $"{kind}{Own}"), Up(4, kind));

        (await stack.CreateAsync(image, TestStack.Revision(1, OfTheResource, ("Transaction", mode)))).ShouldSucceed();

        (await NotesAsync(database)).ShouldBe(["2_note|3s", "3_note|7s", "4_note|3s"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-- lockstep: no-transaction\n")]
    public async Task WaitsThatLongInItsDownAlone(string kind)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Noted(Down(2), Down(3, $"{kind}{Own}"), Down(4, kind));
        var before = TestStack.Revision(1, OfTheResource);
        await stack.CreateAsync(Noted(), before);
        await stack.UpdateAsync(
            image.And(("2_x.sql", "SELECT 1"), ("3_x.sql", "SELECT 1"), ("4_x.sql", "SELECT 1")), TestStack.Revision(2));

        var answer = await stack.RollBackAsync(Noted(), TestStack.Revision(2), before);

        answer.ShouldSucceed();
        answer["RevertedCount"].ShouldBe("3");
        (await NotesAsync(database)).ShouldBe(["4_x.down|3s", "3_x.down|7s", "2_x.down|3s"]);
    }

    static Image Noted(params (string, string)[] scripts) =>
        Image.With([("1_notes.sql", "CREATE TABLE notes (no serial, name text, lock_timeout text)"), .. scripts]);

    static (string, string) Up(int number, string head = "") => Noting($"{number}_note", head);

    static (string, string) Down(int number, string head = "") => Noting($"{number}_x.down", head);

    // Bears being repeated, as batches are.
    static (string, string) Noting(string name, string head) => (
        $"{name}.sql",
        $"{head}INSERT INTO notes (name, lock_timeout) SELECT '{name}', current_setting('lock_timeout') "
            + $"WHERE NOT EXISTS (SELECT FROM notes WHERE name = '{name}')");

    static Task<IReadOnlyList<string>> NotesAsync(TestDatabase database) =>
        database.RowsAsync("SELECT name, lock_timeout FROM notes ORDER BY no");
}
