using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>A server that is away, full, or lets the migrator do less than it needs.</summary>
static class Reaching
{
    // Longer than any tool takes to start.
    static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);

    public static IEnumerable<ComparisonCase> All =>
    [
        new(
            "All connections are taken (53300), for 20 s", "It is waited for, and applied",
            async bench =>
            {
                var image = bench.Build(Tables);
                await bench.AdministerAsync("ALTER DATABASE {1} CONNECTION LIMIT 1");
                await using var other = await bench.OpenAsync();
                await using var run = bench.BeginWaiting(image);
                await run.HasTimeAsync(Outage);
                await bench.AdministerAsync("ALTER DATABASE {1} CONNECTION LIMIT -1");
                var result = await run.EndAsync(CancellationToken.None);
                return Seen.If(result.Succeeded && await bench.HasAsync("a"), $"{result.Word}, {await bench.CountAsync("a", "b")}");
            }),
        new(
            "Nothing listens at the server's port yet, for 20 s", "It is waited for, and applied",
            async bench =>
            {
                await using var way = bench.StartProxy();
                way.RefuseConnections();
                var there = bench.Through(way);
                await using var run = there.BeginWaiting(there.Build(Tables));
                await run.HasTimeAsync(Outage);
                way.AcceptConnections();
                var result = await run.EndAsync(CancellationToken.None);
                return Seen.If(result.Succeeded && await bench.HasAsync("a"), $"{result.Word}, {await bench.CountAsync("a", "b")}");
            }),
        Ends(
            "The server's name does not resolve", "An error that names it, within half a minute", "no-such-host.invalid",
            bench => Task.FromResult(bench.Through(parts => parts.Host = "no-such-host.invalid"))),
        Ends(
            "The password is wrong", "An error that says so, within half a minute", "password authentication failed",
            bench => Task.FromResult(bench.Through(parts => parts.Password = "wrong"))),
        Ends(
            "The database takes no changes (25006)", "An error that says so, within half a minute", "read-only",
            async bench =>
            {
                await bench.AdministerAsync("ALTER DATABASE {1} SET default_transaction_read_only = on");
                return bench;
            }),
        Rights("The migrator may create tables in `public`, and no schemas", ""),
        Rights(
            "The same, and the schema that a tool keeps its journal in is there and the migrator's own",
            "CREATE SCHEMA lockstep AUTHORIZATION {0}; CREATE SCHEMA grate AUTHORIZATION {0};"),
        new(
            "Four migrators at once are told to make the database, which is missing, and deploy", "All of them succeed",
            async bench =>
            {
                await bench.AdministerAsync("ALTER ROLE {0} CREATEDB");
                var there = bench.Through(parts => parts.Database = $"{parts.Database}_new");
                if (await there.DeployToNewAtOnceAsync(there.Build(Tables), 4) is not { } results)
                {
                    return Seen.NotApplicable;
                }

                var succeeded = results.Count(result => result.Succeeded);
                return Seen.If(succeeded == 4, $"{succeeded} of 4 succeed");
            }),
    ];

    static PeerScript Tables => new(1, "tables", "CREATE TABLE a (i int); CREATE TABLE b (i int);");

    static ComparisonCase Ends(string situation, string wanted, string word, Func<Bench, Task<Bench>> spoilAsync) => new(
        situation, wanted,
        async bench =>
        {
            var spoilt = await spoilAsync(bench);
            var result = await spoilt.DeployAsync(Tables);
            var says = result.Says(word);
            return Seen.If(
                !result.Succeeded && says && result.Duration < TimeSpan.FromSeconds(30) && !await bench.HasAsync("a"),
                $"{result.Word} after {result.Duration.TotalSeconds:0} s{(says ? "" : ", nothing said of it")}, {await bench.CountAsync("a", "b")}");
        });

    static ComparisonCase Rights(string situation, string prepared) => new(
        situation, "Both tables are there, and the script is on record",
        async bench =>
        {
            await bench.AdministerAsync($"ALTER DATABASE {{1}} OWNER TO CURRENT_USER; GRANT CREATE ON SCHEMA public TO {{0}}; {prepared}");
            var (first, again) = (await bench.DeployAsync(Tables), await bench.DeployAsync(Tables));
            return Seen.If(
                first.Succeeded && again.Succeeded && await bench.CountAsync("a", "b") == "2 of 2 tables",
                $"{first.Word}, {await bench.CountAsync("a", "b")}{(first.Says("grant it CREATE") ? ", it says what to grant" : "")}");
        });
}
