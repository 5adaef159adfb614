using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>
/// It takes two transactions. Cut off between them, the partition is neither in its table nor out of it, and the server refuses
/// to detach it once more.
/// </summary>
public sealed class APartitionDetachedConcurrently(SharedPostgres postgres)
{
    const string Alone = "-- lockstep: no-transaction\n";
    const string Detach = $"{Alone}ALTER TABLE parts DETACH PARTITION part CONCURRENTLY;\nCREATE TABLE after ()";
    const string Attach = "DROP TABLE IF EXISTS after;\nALTER TABLE parts ATTACH PARTITION part FOR VALUES IN (1)";

    const string Partitions =
        "SELECT inhrelid::regclass::text, inhdetachpending FROM pg_inherits WHERE inhparent = 'parts'::regclass ORDER BY 1";

    const string IsPending = "SELECT count(*) > 0 FROM pg_inherits WHERE inhdetachpending";
    const string OfTheRun = "FROM pg_stat_activity WHERE application_name = 'lockstep' AND datname = current_database()";

    static readonly Image Parts = Image.With((
        "1_parts.sql",
        "CREATE TABLE parts (x int) PARTITION BY LIST (x); CREATE TABLE part PARTITION OF parts FOR VALUES IN (1)"));

    static readonly (string, string)[] Patience = [("LockTimeout", "200ms"), ("Transaction", "Script")];

    [Fact]
    public async Task IsDetachedToTheEndByTheRunThatGoesOn()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await using var reader = await ReadAsync(database);
        var update = stack.UpdateAsync(Parts.And(("2_detach.sql", Detach)), TestStack.Revision(2));
        await database.UntilAsync(IsPending);

        await database.ExecuteAsync($"SELECT pg_terminate_backend(pid) {OfTheRun}");
        await reader.DisposeAsync();

        (await update).ShouldSucceed();
        (await database.RowsAsync(Partitions)).ShouldBeEmpty();
        stack.Log.Text.ShouldContain("A partition that an earlier run had half detached is detached now");
    }

    [Fact]
    public async Task IsDetachedToTheEndByTheNextDeployment()
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        var image = Parts.And(("2_detach.sql", Detach));
        (await BreakAsync(database, stack, image)).ShouldFail(
            "It left partition part half detached: the next run of the script ends that.");
        (await database.RowsAsync(Partitions)).ShouldBe(["part|True"]);

        (await stack.UpdateAsync(image, TestStack.Revision(3, Patience))).ShouldSucceed();

        (await database.RowsAsync(Partitions)).ShouldBeEmpty();
        (await database.ValueAsync("SELECT to_regclass('after') IS NOT NULL")).ShouldBe("True");
    }

    [Theory]
    [InlineData(Attach)]
    [InlineData($"{Alone}{Attach}")]
    public async Task IsAttachedAgainByTheRollback(string down)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await BreakAsync(database, stack, Parts.And(("2_detach.sql", Detach), ("2_detach.down.sql", down)));

        var rollback = await stack.RollBackAsync(Parts, TestStack.Revision(2, Patience), TestStack.Revision(1));

        rollback.ShouldSucceed();
        rollback.Reason.ShouldBeNull();
        (await database.RowsAsync(Partitions)).ShouldBe(["part|False"]);
    }

    // With a default partition the server refuses it at once.
    [Theory]
    [InlineData("")]
    [InlineData(Alone)]
    public async Task IsNotAttachedAgainWhereItNeverLeft(string head)
    {
        var (database, stack) = await StartAsync();
        using var _ = stack;
        await database.ExecuteAsync("CREATE TABLE rest PARTITION OF parts DEFAULT");
        var image = Parts.And(
            ("2_detach.sql", $"{Alone}CREATE TABLE before ();\nALTER TABLE parts DETACH PARTITION part CONCURRENTLY"),
            ("2_detach.down.sql", $"{head}ALTER TABLE parts ATTACH PARTITION part FOR VALUES IN (1);\nDROP TABLE before"));
        (await stack.UpdateAsync(image, TestStack.Revision(2, Patience)))
            .ShouldFail("55000 cannot detach partitions concurrently");

        var rollback = await stack.RollBackAsync(Parts, TestStack.Revision(2, Patience), TestStack.Revision(1));

        rollback.ShouldSucceed();
        rollback.Reason.ShouldBeNull();
        (await database.ValueAsync("SELECT to_regclass('before') IS NULL")).ShouldBe("True");
    }

    async Task<(TestDatabase Database, TestStack Stack)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Parts, TestStack.Revision(1))).ShouldSucceed();
        return (database, stack);
    }

    /// <summary>Deploys and cancels the statement between its transactions, while somebody reads the table.</summary>
    static async Task<Answer> BreakAsync(TestDatabase database, TestStack stack, Image image)
    {
        await using var reader = await ReadAsync(database);
        var update = stack.UpdateAsync(image, TestStack.Revision(2, Patience));
        await database.UntilAsync(IsPending);
        await database.ExecuteAsync($"SELECT pg_cancel_backend(pid) {OfTheRun} AND query LIKE 'ALTER TABLE parts%'");
        return await update;
    }

    static Task<NpgsqlConnection> ReadAsync(TestDatabase database) =>
        database.SessionAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM parts");
}
