using System.Text;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>A transaction holds a lock for each object it touches, and the server's table of locks has an end: 53200.</summary>
public sealed class MoreTablesThanOneTransactionCanLock(SharedPostgres postgres)
{
    const string Count = "SELECT count(*) FROM pg_class WHERE relname LIKE 'many%' AND relkind = 'r'";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AreMadeAndTakenBackOnAServerWithDefaultSettings()
    {
        await using var server = await StartAsync();
        var database = new TestDatabase(await server.CreateDatabaseAsync(null, Token));
        using var stack = new TestStack(database.ConnectionString) { Timeout = TimeSpan.FromMinutes(5) };
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();

        (await stack.UpdateAsync(Shop.Old().And(Scripts(30, 100)), TestStack.Revision(2))).ShouldSucceed();

        (await database.ValueAsync(Count)).ShouldBe("3000");
        stack.Log.Text.ShouldContain("is not in the transaction before it: the scripts before it hold about");

        (await stack.RollBackAsync(Shop.Old(), TestStack.Revision(2), TestStack.Revision(1))).Reason.ShouldBeNull();

        (await database.TablesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task AreAllUndoneWhenALaterScriptFails()
    {
        await using var server = await StartAsync(("max_locks_per_transaction", "10"), ("max_connections", "20"));
        var database = new TestDatabase(await server.CreateDatabaseAsync(null, Token));
        using var stack = new TestStack(database.ConnectionString);
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var before = await database.TablesAsync();

        var answer = await stack.UpdateAsync(
            Shop.Old().And([.. Scripts(30, 5), ("0999_bad.sql", "SELECT 1/0")]), TestStack.Revision(2));

        answer.ShouldFail("22012 division by zero. What had been committed by then is undone.");
        (await database.TablesAsync()).ShouldBe(before);
        var journal = await database.JournalAsync();
        journal.Skip(2).ShouldNotBeEmpty();
        journal.Skip(2).ShouldAllBe(row => row.EndsWith("many.sql|reverted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AreMadeOnceWhenTheLinkBreaksBetweenTheirTransactions()
    {
        await using var server = await StartAsync(("max_locks_per_transaction", "10"), ("max_connections", "20"));
        var database = new TestDatabase(await server.CreateDatabaseAsync(null, Token));
        await using var proxy = FaultProxy.Start(server.Host, server.Port, TimeProvider.System);
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        await stack.CreateAsync(Shop.Old(), TestStack.Revision(1));
        var tables = 0;
        var cut = proxy.CutBefore(
            message => message.Name == "CommandComplete"
                && message.Text?.StartsWith("CREATE TABLE", StringComparison.Ordinal) == true
                && Interlocked.Increment(ref tables) == 70,
            CutStyle.Reset);

        var answer = await stack.UpdateAsync(Shop.Old().And(Scripts(30, 5)), TestStack.Revision(2));

        cut.Happened.IsCompletedSuccessfully.ShouldBeTrue();
        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("30");
        (await database.ValueAsync(Count)).ShouldBe("150");
    }

    [Fact]
    public async Task InOneScriptAreRefusedWithTheRemedy()
    {
        await using var server = await StartAsync(("max_locks_per_transaction", "10"), ("max_connections", "10"));
        var database = new TestDatabase(await server.CreateDatabaseAsync(null, Token));
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Image.With(Scripts(1, 3000)), TestStack.Revision(1));

        answer.ShouldFail("53200");
        answer.Reason!.ShouldContain("split the script, or raise max_locks_per_transaction.");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    Task<PostgresServer> StartAsync(params (string Name, string Value)[] settings) => PostgresServer.StartAsync(
        new()
        {
            MajorVersion = postgres.Server.Version.Major,
            Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal),
        },
        Token);

    static IEnumerable<(string Name, string Text)> Scripts(int count, int tables)
    {
        for (var script = 100; script < 100 + count; script++)
        {
            var (up, down) = (new StringBuilder(), new StringBuilder());
            for (var table = 0; table < tables; table++)
            {
                up.Append("CREATE TABLE many_").Append(script).Append('_').Append(table)
                    .Append(" (id int PRIMARY KEY, b text);\n");
                down.Append("DROP TABLE many_").Append(script).Append('_').Append(table).Append(";\n");
            }

            yield return ($"0{script}_many.sql", up.ToString());
            yield return ($"0{script}_many.down.sql", down.ToString());
        }
    }
}
