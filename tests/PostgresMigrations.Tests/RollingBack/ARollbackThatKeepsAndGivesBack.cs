using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.RollingBack;

/// <summary>
/// A deployment has taken a script back (<c>OnAhead: Revert</c>) and applied another; its rollback has to keep that one, and the
/// code that returns was written for the first.
/// </summary>
public sealed class ARollbackThatKeepsAndGivesBack(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";

    static readonly JsonObject Before = TestStack.Revision(1);

    // What the image before has above the other: the order takes it back.
    static readonly (string, string)[] Taken =
    [
        ("0003_orders.sql", "CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders VALUES (7)"),
        ("0003_orders.down.sql", "DROP TABLE orders"),
        ("0004_note.sql", "ALTER TABLE orders ADD COLUMN note text DEFAULT 'none'"),
        ("0004_note.down.sql", "ALTER TABLE orders DROP COLUMN note"),
    ];

    static readonly (string, string)[] Kept = [("0002_log.sql", "CREATE TABLE log (id int)")];

    static readonly (string, string)[] Undone = [.. Kept, ("0002_log.down.sql", "DROP TABLE log")];

    [Theory]
    [InlineData("no down", "Revert", "0002_log.sql has no down script.")]
    [InlineData("rows", "Revert", "table public.log holds data that was written after the migration")]
    [InlineData("rows", "Keep", "0002_log.sql stay: OnRollback is Keep.")]
    public async Task RunsAgainWhatTheDeploymentHadTakenBack(string why, string policy, string reason)
    {
        var (database, stack, image, order) = await OrderedAsync(Taken, why == "no down" ? Kept : Undone, policy);
        using var _ = stack;
        await database.ExecuteAsync("INSERT INTO log VALUES (1)");

        var answer = await stack.RollBackAsync(image, order, Before);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain(reason);
        answer.Reason!.ShouldNotContain("Not back yet");
        answer["DatabaseVersion"].ShouldBe("4");
        (await database.RowsAsync("SELECT id, note FROM orders")).ShouldBe(["7|none"]);
        (await database.ValueAsync("SELECT count(*) FROM log")).ShouldBe("1");
        (await database.JournalAsync()).TakeLast(3)
            .ShouldBe(["0002_log.sql|kept", "0003_orders.sql|applied", "0004_note.sql|applied"]);
    }

    [Fact]
    public async Task AndTheViewsThatStandOnIt()
    {
        var view = ("repeatable/notes.sql", "CREATE OR REPLACE VIEW notes AS SELECT note FROM orders");
        var (database, stack, image, order) = await OrderedAsync([.. Taken, view], Kept);
        using var _ = stack;
        (await database.ValueAsync("SELECT to_regclass('notes') IS NULL")).ShouldBe("True");

        var answer = await stack.RollBackAsync(image, order, Before);

        answer.Reason!.ShouldNotContain("Not back yet");
        (await database.RowsAsync("SELECT note FROM notes")).ShouldBe(["none"]);
    }

    // One that commits by itself could not be taken back where it fails half way.
    [Theory]
    [InlineData("CREATE TABLE log (id int); CREATE TABLE orders ()", "CREATE TABLE orders (id int)")]
    [InlineData("CREATE TABLE log (id int)", $"{Alone}CREATE TABLE orders (id int)")]
    public async Task NamesWhatDoesNotComeBack(string kept, string taken)
    {
        var (database, stack, image, order) = await OrderedAsync(
            [("0003_orders.sql", taken), ("0003_orders.down.sql", "DROP TABLE orders"), .. Taken[2..]], [("0002_log.sql", kept)]);
        using var _ = stack;
        var tables = await database.TablesAsync();

        var answer = await stack.RollBackAsync(image, order, Before);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("Not back yet: 0003_orders.sql, 0004_note.sql. The next deployment sees to it.");
        answer["DatabaseVersion"].ShouldBe("2");
        (await database.TablesAsync()).ShouldBe(tables);
    }

    [Fact]
    public async Task DropsNoRowsForIt()
    {
        var (database, stack, image, order) = await OrderedAsync(
            [
                ("0003_drop.sql", "DROP TABLE IF EXISTS legacy"),
                ("0003_drop.down.sql", "CREATE TABLE legacy (id int)"),
            ],
            Kept);
        using var _ = stack;
        await database.ExecuteAsync("INSERT INTO legacy VALUES (1)");

        var answer = await stack.RollBackAsync(image, order, Before);

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("Not back yet: 0003_drop.sql.");
        (await database.ValueAsync("SELECT count(*) FROM legacy")).ShouldBe("1");
    }

    async Task<(TestDatabase Database, TestStack Stack, Image Image, JsonObject Order)> OrderedAsync(
        (string, string)[] taken, (string, string)[] applied, string policy = "Revert")
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        var image = Image.With([Shop.First[0], Shop.First[1], .. taken]);
        var order = TestStack.Revision(2, ("OnAhead", "Revert"), ("OnRollback", policy));
        (await stack.CreateAsync(image, Before)).ShouldSucceed();
        (await stack.UpdateAsync(Image.With([Shop.First[0], Shop.First[1], .. applied]), order)).ShouldSucceed();
        return (database, stack, image, order);
    }
}
