using System.Globalization;
using Lockstep.Comparison.Cases;
using Lockstep.Comparison.Peers;
using Lockstep.Comparison.Stacks;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Comparison;

/// <summary>Puts every tool into every case; those of one case at once, each with a database of its own.</summary>
sealed class Comparing(PostgresServer server, string workshop)
{
    static IReadOnlyList<(string Title, IEnumerable<ComparisonCase> Cases)> Chapters =>
    [
        ("The text of a script", [.. Splitting.All, .. Quoting.All, .. Files.All]),
        ("All or nothing", [.. Transactions.All, .. Outside.All]),
        ("Scripts and history", History.All),
        ("Rollback by the old image", GoingBack.All),
        ("Locks and crashes", LocksAndCrashes.All),
        ("Reaching the database", Reaching.All),
        ("Errors", ErrorPlaces.All),
    ];

    static IReadOnlyList<(string Title, IEnumerable<StackCase> Cases)> StackChapters =>
    [
        ("In a stack: the rollback", StackCases.Rollbacks),
        ("In a stack: the answer", StackCases.Answers),
    ];

    int _count;

    /// <param name="tools">Where the fetched ones are.</param>
    /// <param name="stacksAlone">The tools outside a stack are left out.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string tools, bool stacksAlone)
    {
        var workshop = Directory.CreateTempSubdirectory("lockstep-comparison-").FullName;
        await using var server = await PostgresServer.StartAsync(new() { Passwords = true }, CancellationToken.None);
        var comparing = new Comparing(server, workshop);
        await Console.Out.WriteLineAsync($"PostgreSQL {server.Version}");
        if (!stacksAlone)
        {
            await Console.Out.WriteAsync(await comparing.CompareToolsAsync(tools));
        }

        await Console.Out.WriteAsync(await comparing.CompareStacksAsync(tools));
        Directory.Delete(workshop, recursive: true);
        return 0;
    }

    async Task<string> CompareToolsAsync(string tools)
    {
        var peers = await PeerList.FindAsync(tools);
        var chapters = new List<(string, IReadOnlyList<ComparedCase>)>();
        foreach (var (title, cases) in Chapters)
        {
            chapters.Add((title, await CompareAsync(
                cases, peers, one => (one.Situation, one.Wanted),
                async (one, peer) => await one.PlayAsync(new(peer, await DatabaseAsync(), Folder())))));
        }

        return ComparisonTable.Write([.. peers.Select(peer => peer.Name)], chapters, "In all");
    }

    async Task<string> CompareStacksAsync(string tools)
    {
        var peers = await StackPeerList.FindAsync(tools);
        var chapters = new List<(string, IReadOnlyList<ComparedCase>)>();
        foreach (var (title, cases) in StackChapters)
        {
            chapters.Add((title, await CompareAsync(
                cases, peers, one => (one.Situation, one.Wanted),
                async (one, peer) => await new StackPlay(peer, one, await DatabaseAsync()).RunAsync(Folder()))));
        }

        return ComparisonTable.Write([.. peers.Select(peer => peer.Name)], chapters, "In a stack: in all");
    }

    static async Task<IReadOnlyList<ComparedCase>> CompareAsync<TCase, TPeer>(
        IEnumerable<TCase> cases,
        IReadOnlyList<TPeer> peers,
        Func<TCase, (string Situation, string Wanted)> name,
        Func<TCase, TPeer, Task<Seen>> playAsync)
    {
        var compared = new List<ComparedCase>();
        foreach (var one in cases)
        {
            var (situation, wanted) = name(one);
            await Console.Error.WriteLineAsync(situation);
            compared.Add(new(situation, wanted, await Task.WhenAll(peers.Select(peer => playAsync(one, peer)))));
        }

        return compared;
    }

    async Task<PeerDatabase> DatabaseAsync()
    {
        var login = await server.CreateLoginAsync("", CancellationToken.None);
        var database = await server.CreateDatabaseAsync(login, CancellationToken.None);
        return new(database, new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString)
        {
            Database = new NpgsqlConnectionStringBuilder(database).Database,
        }.ConnectionString);
    }

    string Folder() => Path.Combine(workshop, Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture));
}
