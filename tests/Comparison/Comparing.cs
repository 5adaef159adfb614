using System.Globalization;
using Lockstep.Comparison.Cases;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Comparison;

/// <summary>Puts every tool into every case; those of one case at once, each with a database of its own.</summary>
sealed class Comparing(PostgresServer server, IReadOnlyList<Peer> peers, string workshop)
{
    static IReadOnlyList<(string Title, IEnumerable<ComparisonCase> Cases)> Chapters =>
    [
        ("The text of a script", Splitting.All),
        ("All or nothing", Transactions.All),
        ("Scripts and history", History.All),
        ("Rollback by the old image", GoingBack.All),
        ("Locks and crashes", LocksAndCrashes.All),
        ("Errors", ErrorPlaces.All),
    ];

    int _count;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string tools)
    {
        var workshop = Directory.CreateTempSubdirectory("lockstep-comparison-").FullName;
        await using var server = await PostgresServer.StartAsync(new() { Passwords = true }, CancellationToken.None);
        var peers = await PeerList.FindAsync(tools);
        var comparing = new Comparing(server, peers, workshop);
        var chapters = new List<(string, IReadOnlyList<ComparedCase>)>();
        foreach (var (title, cases) in Chapters)
        {
            chapters.Add((title, await comparing.CompareAsync(cases)));
        }

        await Console.Out.WriteLineAsync($"PostgreSQL {server.Version}\n{ComparisonTable.Write(peers, chapters)}");
        Directory.Delete(workshop, recursive: true);
        return 0;
    }

    async Task<IReadOnlyList<ComparedCase>> CompareAsync(IEnumerable<ComparisonCase> cases)
    {
        var compared = new List<ComparedCase>();
        foreach (var one in cases)
        {
            await Console.Error.WriteLineAsync(one.Situation);
            compared.Add(new(one, await Task.WhenAll(peers.Select(peer => PlayAsync(one, peer)))));
        }

        return compared;
    }

    async Task<Seen> PlayAsync(ComparisonCase one, Peer peer)
    {
        var login = await server.CreateLoginAsync("", CancellationToken.None);
        var database = await server.CreateDatabaseAsync(login, CancellationToken.None);
        var folder = Path.Combine(workshop, Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture));
        return await one.PlayAsync(new(peer, new(database), folder));
    }
}
