using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Delivering;

/// <summary>
/// Different requests, not one that is delivered again: whoever has the lock runs, and the others find that done.
/// </summary>
public sealed class SeveralStacksOnOneSchemaAtOnce(SharedPostgres postgres)
{
    static readonly Image Plain = Image.With(
        ("1_a.sql", "CREATE TABLE a (id int)"), ("2_fill.sql", "SELECT pg_advisory_lock(4711); INSERT INTO a VALUES (1)"));

    static readonly Image Indexed = Plain.And(
        ("3_i.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);\nINSERT INTO a VALUES (2);\n"
            + "CREATE INDEX CONCURRENTLY j ON a (id)"),
        ("4_fill.sql", "INSERT INTO a VALUES (3)"));

    [Fact]
    public async Task RunEveryScriptOnceAlthoughOneBuildsAnIndexConcurrently()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var elsewhere = new TestStack(database.ConnectionString);
        (await elsewhere.CreateAsync(Image.With(("1_x.sql", "SELECT 1")), TestStack.Revision(1, ("Schema", "elsewhere"))))
            .ShouldSucceed();
        var stacks = Enumerable.Range(0, 5).Select(_ => new TestStack(database.ConnectionString)).ToList();
        await using var holder = await database.LockAsync(4711);
        var creates = stacks
            .Select((stack, number) => stack.CreateAsync(number == 0 ? Plain : Indexed, TestStack.Revision(1))).ToList();
        await database.UntilAsync("SELECT count(*) = 5 FROM lockstep.deployment WHERE schema = 'public' AND state = 'running'");
        await database.UntilSomebodyWaitsForAsync(4711);
        await holder.DisposeAsync();
        var answers = await Task.WhenAll(creates);

        answers.ShouldAllBe(answer => answer.Status == "SUCCESS");
        // The one whose image ends with the second script may have been the first.
        string.Join(' ', answers.Select(answer => answer["AppliedCount"]).Order(StringComparer.Ordinal))
            .ShouldBeOneOf("0 0 0 0 4", "0 0 0 2 2");
        (await database.ValueAsync("SELECT string_agg(id::text, ',' ORDER BY id) FROM a")).ShouldBe("1,2,3");
        (await database.JournalAsync()).Skip(1).ShouldBe(
            ["1_a.sql|applied", "2_fill.sql|applied", "3_i.sql|applied", "4_fill.sql|applied"]);
        (await database.RowsAsync(
            "SELECT indexrelid::regclass::text, indisvalid FROM pg_index WHERE indrelid = 'a'::regclass ORDER BY 1"))
            .ShouldBe(["i|True", "j|True"]);
        stacks.ShouldAllBe(stack => !stack.Log.Text.Contains("is run again after attempt", StringComparison.Ordinal));
        stacks.ForEach(stack => stack.Dispose());
    }

    // When it was back it went on with its plan, from the script's first statement: the other one had done it all by then.
    [Theory]
    [InlineData("-- lockstep: no-transaction\n")]
    [InlineData("")]
    public async Task RunEveryScriptOnceAlthoughTheLinkOfOneBreaksInIt(string head)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        using var cut = new TestStack(link.Through(database.ConnectionString));
        using var other = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_log.sql", "CREATE TABLE log AS SELECT 0 AS n"),
            ("2_a.sql", $"{head}UPDATE log SET n = n + 1;\nSELECT pg_advisory_lock(4711);\nSELECT pg_advisory_unlock(4711)"));
        await using var holder = await database.LockAsync(4711);
        var first = cut.CreateAsync(image, TestStack.Revision(1));
        await database.UntilSomebodyWaitsForAsync(4711);
        var second = other.CreateAsync(image, TestStack.Revision(1));
        await database.UntilAsync("SELECT count(*) = 2 FROM lockstep.deployment");

        link.RefuseConnections();
        link.CutAll(CutStyle.Reset);
        await database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 4711 "
                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        await holder.DisposeAsync();
        (await second).ShouldSucceed();
        link.AcceptConnections();

        (await first).ShouldSucceed();
        (await database.RowsAsync("SELECT n FROM log")).ShouldBe(["1"]);
        (await database.JournalAsync()).Count(row => row == "2_a.sql|applied").ShouldBe(1);
        cut.Log.Text.ShouldContain("Somebody else has worked in the schema since the link broke.");
    }
}
