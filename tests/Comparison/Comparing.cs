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
    // From the root of the repository, where the script goes.
    const string Page = "docs/comparison.md";
    const string Rollback = "In a stack: the rollback";
    const string Answer = "In a stack: the answer";

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
        (Rollback, StackCases.Rollbacks),
        (Answer, StackCases.Answers),
    ];

    // What takes no longer than a few minutes, for every run of CI.
    static IReadOnlyList<(string Title, IEnumerable<StackCase> Cases)> BuiltChapters =>
    [
        (Rollback, StackCases.Rollbacks),
        (Answer, StackCases.LostAnswers),
    ];

    int _count;

    /// <param name="tools">Where the fetched ones are.</param>
    /// <param name="part">What is played.</param>
    /// <returns>The exit code: 1 where the page says something else than what was seen.</returns>
    public static async Task<int> RunAsync(string tools, ComparisonPart part)
    {
        var workshop = Directory.CreateTempSubdirectory("lockstep-comparison-").FullName;
        await using var server = await PostgresServer.StartAsync(new() { Passwords = true }, CancellationToken.None);
        var comparing = new Comparing(server, workshop);
        await Console.Out.WriteLineAsync($"PostgreSQL {server.Version}");
        var seen = part == ComparisonPart.All ? await comparing.CompareToolsAsync(tools) : "";
        await Console.Out.WriteAsync(seen);
        var stacks = part == ComparisonPart.Built
            ? await comparing.CompareStacksAsync(StackPeerList.Built, BuiltChapters, sum: null)
            : await comparing.CompareStacksAsync(await StackPeerList.FindAsync(tools), StackChapters, "In a stack: in all");
        await Console.Out.WriteAsync(stacks);
        Directory.Delete(workshop, recursive: true);
        return await JudgeAsync(seen + stacks, isPart: part == ComparisonPart.Built);
    }

    static async Task<int> JudgeAsync(string seen, bool isPart)
    {
        var differences = ComparedPage.Differences(await File.ReadAllTextAsync(Page), seen, isPart);
        foreach (var difference in differences)
        {
            await Console.Error.WriteLineAsync($"Not as {Page} says: {difference}");
        }

        return differences.Count == 0 ? 0 : 1;
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

    async Task<string> CompareStacksAsync(
        IReadOnlyList<StackPeer> peers, IReadOnlyList<(string Title, IEnumerable<StackCase> Cases)> parts, string? sum)
    {
        var chapters = new List<(string, IReadOnlyList<ComparedCase>)>();
        foreach (var (title, cases) in parts)
        {
            chapters.Add((title, await CompareAsync(
                cases, peers, one => (one.Situation, one.Wanted),
                async (one, peer) => await new StackPlay(peer, one, await DatabaseAsync()).RunAsync(Folder()))));
        }

        return ComparisonTable.Write([.. peers.Select(peer => peer.Name)], chapters, sum);
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
            var seen = await Task.WhenAll(peers.Select(peer => playAsync(one, peer)));
            await Console.Error.WriteLineAsync($"| {string.Join(" | ", seen.Select(tool => tool.What))} |");
            compared.Add(new(situation, wanted, seen));
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
