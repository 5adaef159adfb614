using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>
/// A rollback has handed on in the middle of a down without a transaction, and before its next run another stack has the schema's
/// lock: whatever that one does, the rollback goes on and leaves nothing half done.
/// </summary>
public sealed class ARollbackBetweenWhoseRunsAnotherStackComes(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const string Up = "CREATE INDEX CONCURRENTLY i ON items (x);\nCREATE INDEX CONCURRENTLY j ON items ((x + 1))";

    // Not where it is tried, and the first statement is not done.
    const string Wait = "SELECT pg_advisory_lock(4711) FROM lockstep.deployment "
        + "WHERE state = 'running' AND answer #>> '{Progress,2_i.down.sql,Done}' = '1'";

    const string Down = $"{Alone}DROP INDEX CONCURRENTLY j;\n{Wait};\nDROP INDEX CONCURRENTLY i";
    const string Indexes = "SELECT relname, indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid "
        + "WHERE relnamespace = 'public'::regnamespace ORDER BY relname";

    static readonly Image Items = Image.With(
        ("1_items.sql", "CREATE TABLE items (x int)"), ("1_items.down.sql", "DROP TABLE items"));

    // That it cannot be repeated is what makes the other stack's deployment of it fail.
    static readonly Image Indexed = Items.And(
        ("2_i.sql", $"{Alone}{Up}"),
        ("2_i.down.sql", Down));

    static readonly Image Repeatable = Items.And(
        ("2_i.sql", $"{Alone}{Up.Replace("CONCURRENTLY", "CONCURRENTLY IF NOT EXISTS", StringComparison.Ordinal)}"),
        ("2_i.down.sql", Down));

    [Theory]
    [InlineData("without it", "was begun and did not end, and is not in this image")]
    [InlineData("with it", "What had been committed by then is undone.")]
    public async Task IsCarriedOutWhereTheOtherFails(string image, string reason)
    {
        var (database, stack, next) = await HandedOnAsync(Indexed);
        await using var _ = stack;
        using var other = new TestStack(database.ConnectionString);
        (await other.CreateAsync(image == "with it" ? Indexed : Items, TestStack.Revision(1))).ShouldFail(reason);

        var answer = await stack.Stack.SendAsync(Items, next);

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.RowsAsync(Indexes)).ShouldBeEmpty();
        (await database.JournalAsync()).Skip(1).ShouldAllBe(row => row == "2_i.sql|reverted");
        (await database.TablesAsync()).ShouldBe(["items(x integer)"]);
        (await database.DeploymentsAsync())[^2].ShouldStartWith("Update|succeeded|");
    }

    [Fact]
    public async Task LeavesWhatTheOtherHasRunAgain()
    {
        var (database, stack, next) = await HandedOnAsync(Repeatable);
        await using var _ = stack;
        using var other = new TestStack(database.ConnectionString);
        (await other.CreateAsync(Repeatable, TestStack.Revision(1))).ShouldSucceed();

        var answer = await stack.Stack.SendAsync(Items, next);

        answer.ShouldSucceed();
        answer["DatabaseVersion"].ShouldBe("2");
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True", "j|True"]);
        (await database.JournalAsync())[^1].ShouldBe("2_i.sql|applied");
        (await other.UpdateAsync(Repeatable, TestStack.Revision(2))).ShouldSucceed();
    }

    async Task<(TestDatabase Database, ShortRuns Short, System.Text.Json.Nodes.JsonObject Next)> HandedOnAsync(Image image)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var runs = ShortRuns.Of(postgres, database);
        var stack = runs.Stack;
        (await stack.CreateAsync(Items, TestStack.Revision(1))).ShouldSucceed();
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();
        await using (await database.LockAsync(4711))
        {
            var work = stack.DeliverAsync(Items, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));
            await database.UntilSomebodyWaitsForAsync(4711);
            stack.EndWork();
            (await work).ShouldBeNull();
        }

        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        stack.Continuations.TryDequeue(out var next).ShouldBeTrue();
        return (database, runs, next!);
    }
}
