using System.Text;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>From Lambda to RDS each one costs a millisecond or more.</summary>
public sealed class RoundTrips(SharedPostgres postgres)
{
    [Fact]
    public async Task AreThreeForNothingToDoWhateverTheNumberOfScripts()
    {
        var (database, proxy) = await StartAsync();
        await using var _ = proxy;
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        var image = Image.With(
        [
            .. Enumerable.Range(1, 1000).Select(number => ($"{number:0000}_t.sql", $"CREATE TABLE t{number} (id int)")),
            ("repeatable/v.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM t1"),
        ]);
        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();

        (await stack.UpdateAsync(image, TestStack.Revision(2))).ShouldSucceed();

        var update = proxy.Connections[^1];
        update.Turns.Afterwards.ShouldBeLessThanOrEqualTo(3, string.Join('\n', update.Transcript));
    }

    [Fact]
    public async Task AreFewForManyStatements()
    {
        var (database, proxy) = await StartAsync();
        await using var _ = proxy;
        using var stack = new TestStack(proxy.Through(database.ConnectionString));
        var script = new StringBuilder("CREATE TABLE t (id int);\n");
        for (var row = 0; row < 20_000; row++)
        {
            script.Append("INSERT INTO t VALUES (").Append(row).Append(");\n");
        }

        (await stack.CreateAsync(Image.With(("1_t.sql", script.ToString())), TestStack.Revision(1))).ShouldSucceed();

        proxy.Turns.Total.ShouldBeLessThanOrEqualTo(60);
        (await database.ValueAsync("SELECT count(*) FROM t")).ShouldBe("20000");
    }

    async Task<(TestDatabase Database, FaultProxy Proxy)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        return (database, FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System));
    }
}
