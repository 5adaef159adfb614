using System.Diagnostics;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Running;

public sealed class ALackOfTime(SharedPostgres postgres)
{
    [Fact]
    public async Task CancelsTheStatementAndAnswersBeforeTheDeadline()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(4) };
        var watch = Stopwatch.StartNew();

        var answer = await stack.CreateAsync(
            Image.With(("1_a.sql", "CREATE TABLE a (); SELECT pg_sleep(60)")), TestStack.Revision(1));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        answer.ShouldFail("The function's time was over before the scripts were done");
        answer.PhysicalResourceId.ShouldBe("lockstep:never-created");
        (await database.TablesAsync()).ShouldBeEmpty();
        (await database.DeploymentsAsync()).ShouldBe(["Create|failed|0|0"]);
        (await database.ValueAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() "
                + "AND datname = current_database()"))
            .ShouldBe("0");
    }

    [Fact]
    public async Task ForALockNamesTheStatementThatWaited()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromSeconds(6) };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await using var reader = await ReadingAsync(database);

        var answer = await stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "200ms")));

        answer.ShouldFail("0004_add_email.sql:1:1: 55P03 canceling statement due to lock timeout");
        stack.Log.Text.ShouldContain("is run again after attempt 2");
    }

    [Fact]
    public async Task IsNoneWhenTheLockComesAfterAWhile()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var reader = await ReadingAsync(database);

        var update = stack.UpdateAsync(Shop.New(), TestStack.Revision(2, ("LockTimeout", "200ms")));
        while (!stack.Log.Text.Contains("is run again after attempt 1", StringComparison.Ordinal))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await reader.DisposeAsync();
        (await update).ShouldSucceed();
        (await database.ValueAsync("SELECT count(*) FROM orders")).ShouldBe("1");
    }

    [Fact]
    public async Task DuringARollbackIsNotAFailure()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        await stack.UpdateAsync(Shop.New(), TestStack.Revision(2));
        await using var reader = await ReadingAsync(database);
        using var hurried = new TestStack(database.ConnectionString)
        {
            Timeout = TimeSpan.FromSeconds(5),
            StackId = stack.StackId,
        };

        var answer = await hurried.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason!.ShouldContain("The rollback did not revert 0004_add_email.sql, 0003_create_orders.sql");
        (await database.JournalAsync()).TakeLast(2).ShouldBe(["0003_create_orders.sql|kept", "0004_add_email.sql|kept"]);
    }

    static async Task<NpgsqlConnection> ReadingAsync(TestDatabase database)
    {
        var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; SELECT * FROM customers", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
