using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>A build that breaks off leaves an INVALID index, which nobody reads and every write keeps up to date.</summary>
public sealed class AnIndexBuiltConcurrently(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const string Invalid = "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid";
    const string Indexes = "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        + "WHERE i.indrelid = 'items'::regclass ORDER BY 1";

    const string Parts = "CREATE TABLE parts (x int) PARTITION BY LIST (x); "
        + "CREATE TABLE part PARTITION OF parts FOR VALUES IN (1); CREATE INDEX parted ON parts (x)";

    const string Ours = "FROM pg_stat_activity WHERE application_name = 'lockstep' AND datname = current_database()";
    const string ItWaits = $"SELECT count(*) > 0 {Ours} AND wait_event_type = 'Lock'";

    static readonly Image Items = Image.With(("1_items.sql", "CREATE TABLE items (x int); INSERT INTO items VALUES (1), (1)"));

    [Theory]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY i ON items (x)", "public.i")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I;\" ON public.items (x)", "public.\"I;\"")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY ON items (x)", "public.items_x_idx")]
    public async Task ThatFailsLeavesNothing(string statement, string index)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;

        var answer = await stack.UpdateAsync(Items.And(("2_i.sql", $"{Alone}{statement}")), TestStack.Revision(2));

        answer.ShouldFail($"It left index {index} INVALID, which was dropped.");
        answer.Reason!.ShouldStartWith("2_i.sql:2:1: 23505 could not create unique index");
        (await database.RowsAsync(Invalid)).ShouldBeEmpty();

        await database.ExecuteAsync("DELETE FROM items WHERE ctid = '(0,1)'");
        (await stack.UpdateAsync(Items.And(("2_i.sql", $"{Alone}{statement}")), TestStack.Revision(3))).ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldHaveSingleItem().ShouldEndWith("|True");
    }

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY i ON items (x)")]
    [InlineData("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON items (x)")]
    public async Task TakesThePlaceOfAnInvalidOneOfItsNameAndOfNoOther(string statement)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await BreakAsync(database, "CREATE UNIQUE INDEX CONCURRENTLY i ON items (x)");
        await BreakAsync(database, "CREATE UNIQUE INDEX CONCURRENTLY theirs ON items (x)");

        (await stack.UpdateAsync(Items.And(("2_i.sql", $"{Alone}{statement}")), TestStack.Revision(2))).ShouldSucceed();

        (await database.RowsAsync(Indexes)).ShouldBe(["i|True", "theirs|False"]);
        stack.Log.Text.ShouldContain("The INVALID index public.i that an earlier build left was dropped");
    }

    [Fact]
    public async Task WaitsForSomebodyElsesBuildOfTheSameNameAndLeavesThat()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await database.ExecuteAsync("CREATE TABLE other ()");
        await using var snapshot = await database.SessionAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM other");
        var theirs = database.ExecuteAsync("CREATE INDEX CONCURRENTLY i ON items (x)");
        await database.UntilAsync($"SELECT count(*) = 1 FROM ({Invalid}) AS invalid");

        var update = stack.UpdateAsync(
            Items.And(("2_i.sql", $"{Alone}CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON items (x)")),
            TestStack.Revision(2, ("LockTimeout", "30s")));
        await database.UntilAsync(
            "SELECT count(*) = 1 FROM pg_locks WHERE relation = 'items'::regclass AND mode = 'ShareUpdateExclusiveLock' "
                + "AND NOT granted");
        await snapshot.DisposeAsync();

        await theirs;
        (await update).ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        stack.Log.Text.ShouldNotContain("was dropped");
    }

    [Fact]
    public async Task IsNotTakenForALeftoverInTheMomentBeforeSomebodyElsesBuildCommits()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await database.ExecuteAsync(
            "CREATE INDEX i ON items (x); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass");
        await using var theirs = await database.SessionAsync(
            "BEGIN; UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'i'::regclass");

        var update = stack.UpdateAsync(
            Items.And(("2_i.sql", $"{Alone}CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON items (x)")), TestStack.Revision(2));
        await database.UntilAsync(
            "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'lockstep' AND datname = current_database() "
                + "AND query LIKE '%transactionid%'");
        await using (var commit = new NpgsqlCommand("COMMIT", theirs))
        {
            await commit.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await update).ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
        stack.Log.Text.ShouldNotContain("was dropped");
    }

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY i ON items (x)", "index public.i INVALID, which was dropped.")]
    [InlineData("REINDEX TABLE CONCURRENTLY items", "index public.old_ccnew INVALID, which was dropped.")]
    [InlineData("REINDEX TABLE CONCURRENTLY parts", "index public.part_x_idx_ccnew INVALID, which was dropped.")]
    [InlineData("REINDEX INDEX CONCURRENTLY parted", "index public.part_x_idx_ccnew INVALID, which was dropped.")]
    public async Task ThatHasNoTimeLeftIsStoppedAndClearedAway(string statement, string left)
    {
        var (database, _) = await StartAsync();
        await database.ExecuteAsync($"CREATE TABLE other (); CREATE INDEX old ON items (x); {Parts}");
        await using var snapshot = await database.SessionAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM other");
        using var stack = new TestStack(database.ConnectionString) { Clock = new LeapingClock() };

        var update = stack.UpdateAsync(
            Items.And(("2_i.sql", $"{Alone}{statement}")), TestStack.Revision(2, ("LockTimeout", "200ms")));
        await database.UntilAsync(ItWaits);
        stack.EndWork();
        var answer = await update;

        answer.ShouldFail("did not end in time. It left");
        answer.ShouldFail(left);
        answer.ShouldFail("Run it with psql on a machine that has the time");
        (await database.RowsAsync(Invalid)).ShouldBeEmpty();
        await database.UntilAsync($"SELECT count(*) = 0 {Ours} AND state = 'active'");
    }

    // A run that is killed clears nothing away.
    [Theory]
    [InlineData("REINDEX TABLE CONCURRENTLY parts")]
    [InlineData("REINDEX SCHEMA CONCURRENTLY public")]
    public async Task OfAPartitionIsClearedAwayByTheRunThatGoesOn(string statement)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await database.ExecuteAsync($"CREATE TABLE other (); {Parts}");
        await using var snapshot = await database.SessionAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM other");
        var update = stack.UpdateAsync(Items.And(("2_i.sql", $"{Alone}{statement}")), TestStack.Revision(2));
        await database.UntilAsync($"SELECT count(*) = 1 FROM ({Invalid}) AS invalid");

        await database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                + "WHERE application_name = 'lockstep' AND datname = current_database()");
        await snapshot.DisposeAsync();

        (await update).ShouldSucceed();
        (await database.RowsAsync(Invalid)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ThatCannotBeClearedAwayInTimeIsNextTime()
    {
        var (database, _) = await StartAsync();
        await using var reader = await database.SessionAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM items");
        using var stack = new TestStack(database.ConnectionString) { Clock = new LeapingClock() };
        await stack.UpdateAsync(Items, TestStack.Revision(1));
        var image = Items.And(("2_i.sql", $"{Alone}CREATE INDEX CONCURRENTLY i ON items (x);\nINSERT INTO items VALUES (2)"));

        var update = stack.UpdateAsync(image, TestStack.Revision(2));
        await database.UntilAsync(ItWaits);
        stack.EndWork();

        (await update).ShouldFail("It left index public.i INVALID, which could not be dropped: the next run of the script does that.");
        await reader.DisposeAsync();

        (await stack.UpdateAsync(image, TestStack.Revision(3))).ShouldSucceed();
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True"]);
    }

    [Fact]
    public async Task IsNotBuiltAgainWhenAnotherOfItsScriptFails()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        var image = Items.And(
            ("2_i.sql", $"{Alone}CREATE INDEX CONCURRENTLY i ON items (x);\nCREATE UNIQUE INDEX CONCURRENTLY j ON items (x)"));
        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldFail("It left index public.j INVALID, which was dropped.");
        var first = await database.ValueAsync("SELECT 'i'::regclass::oid");
        await database.ExecuteAsync("DELETE FROM items WHERE ctid = '(0,1)'");

        (await stack.UpdateAsync(image, TestStack.Revision(3))).ShouldSucceed();

        (await database.ValueAsync("SELECT 'i'::regclass::oid")).ShouldBe(first);
        (await database.RowsAsync(Indexes)).ShouldBe(["i|True", "j|True"]);
        stack.Log.Text.ShouldContain("2_i.sql goes on behind its first 1 statements");
    }

    async Task<(TestDatabase Database, TestStack Stack)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Items, TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }

    static async Task BreakAsync(TestDatabase database, string statement)
    {
        var failure = await Should.ThrowAsync<PostgresException>(() => database.ExecuteAsync(statement));
        failure.SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
    }
}
