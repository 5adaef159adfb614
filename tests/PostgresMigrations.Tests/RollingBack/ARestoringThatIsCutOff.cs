using System.Diagnostics.CodeAnalysis;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>
/// A rollback finds rows that it must not drop, makes again what it had taken back by then, and its time is over in the middle of
/// that: an index is built, and its script not yet on record as done.
/// </summary>
public sealed class ARestoringThatIsCutOff(SharedPostgres postgres)
{
    const string IsBuilt = """
        SELECT EXISTS (SELECT FROM lockstep.journal WHERE name = '3_index.sql' AND state = 'running')
          AND EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('byid') AND indisvalid)
        """;

    static readonly Image Old = Image.With(
        ("1_items.sql", "CREATE TABLE items (id int)"), ("1_items.down.sql", "DROP TABLE items"),
        ("repeatable/names.sql", "CREATE OR REPLACE VIEW names AS SELECT id FROM items"));

    static readonly Image New = Old.And(
        ("2_orders.sql", "CREATE TABLE orders (id int)"), ("2_orders.down.sql", "DROP TABLE orders"),
        ("3_index.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY byid ON items (id)"),
        ("3_index.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY byid"),
        ("4_name.sql", "ALTER TABLE items ADD COLUMN name text"), ("4_name.down.sql", "ALTER TABLE items DROP COLUMN name"),
        ("repeatable/names.sql", "CREATE OR REPLACE VIEW names AS SELECT id, name FROM items"));

    readonly Lock _looking = new();

    [Fact]
    public async Task IsGoneOnWithByTheNextDeployment()
    {
        var (database, stack, _) = await CutOffAsync();
        using var _1 = stack;
        (await database.JournalAsync()).ShouldContain(row => row == "3_index.sql|running");

        (await stack.UpdateAsync(New, TestStack.Revision(3))).ShouldSucceed();

        (await database.JournalAsync()).ShouldContain(row => row == "3_index.sql|applied");
        stack.Log.Text.ShouldContain("3_index.sql goes on behind its first");
    }

    [Fact]
    public async Task GivesBackTheViewThatWasInTheWay()
    {
        var (database, stack, answer) = await CutOffAsync();
        using var _ = stack;

        answer.Reason!.ShouldNotContain("Not back yet");
        (await database.RowsAsync("SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('names')")).ShouldBe(["id"]);
    }

    async Task<(TestDatabase Database, TestStack Stack, Answer Answer)> CutOffAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Old, TestStack.Revision(1))).ShouldSucceed();
        (await stack.UpdateAsync(New, TestStack.Revision(2))).ShouldSucceed();
        await database.ExecuteAsync("INSERT INTO orders VALUES (1)");

        var answer = await RollBackAsync(database, stack);

        answer.ShouldSucceed();
        answer.Reason!.ShouldStartWith("The rollback did not revert 3_index.sql, 2_orders.sql; the schema stays ahead of the code. "
            + "It had reverted repeatable/names.sql, 4_name.sql by then.");
        return (database, stack, answer);
    }

    // All the time there is to work passes with what the function says next when it knows that the index is built again.
    async Task<Answer> RollBackAsync(TestDatabase database, TestStack stack)
    {
        var clock = new LeapingClock();
        await using var proxy = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        await using var onlooker = await database.OpenAsync();
        using var hurried = new TestStack(proxy.Through(database.ConnectionString))
        {
            StackId = stack.StackId,
            Log = stack.Log,
            Clock = clock,
        };
        var (isBuilt, isOver) = (false, false);
        proxy.CutBefore(
            message =>
            {
                if (isBuilt && !isOver && message.Sender == PgSender.Client)
                {
                    isOver = true;
                    clock.Leap(TestStack.AllWork);
                }

                isBuilt |= message is { Name: "CommandComplete", Text: "CREATE INDEX" } && IsTrue(onlooker);
                return false;
            },
            CutStyle.Reset);
        return await hurried.SendAsync(Old, stack.Event("Update", TestStack.Revision(1), TestStack.Revision(2)));
    }

    [SuppressMessage("Performance", "CA1849", Justification = "The proxy asks, and does not wait for a task.")]
    bool IsTrue(NpgsqlConnection connection)
    {
        lock (_looking)
        {
            using var command = new NpgsqlCommand(IsBuilt, connection);
            return (bool)command.ExecuteScalar()!;
        }
    }
}
