using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class TheFirstStart
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PreparesOneClusterForAllThatFollow()
    {
        using var machine = new Scratch();
        var options = new PostgresServerOptions { CacheFolder = Path.Combine(machine.Folder, "cache") };

        var both = await Task.WhenAll(PostgresServer.StartAsync(options, Token), PostgresServer.StartAsync(options, Token));
        await using var first = both[0];
        await using var second = both[1];
        var prepared = Directory.GetFileSystemEntries(Path.Combine(options.CacheFolder, "clusters"));
        await using var third = await PostgresServer.StartAsync(options, Token);

        prepared.ShouldHaveSingleItem();
        Directory.GetFileSystemEntries(Path.Combine(options.CacheFolder, "clusters")).ShouldBe(prepared);
        await Sql.AskAsync(first.SuperuserConnectionString, "CREATE TABLE mine AS SELECT 1");
        (await Sql.AskAsync(second.SuperuserConnectionString, "SELECT to_regclass('mine') IS NULL")).ShouldBe("True");
        (await Sql.AskAsync(third.SuperuserConnectionString, "SELECT to_regclass('mine') IS NULL")).ShouldBe("True");
    }
}
