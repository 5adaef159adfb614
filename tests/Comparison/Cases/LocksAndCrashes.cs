using System.Diagnostics;
using Lockstep.Comparison.Peers;
using Npgsql;

namespace Lockstep.Comparison.Cases;

/// <summary>Several at once, and one that vanishes.</summary>
static class LocksAndCrashes
{
    public static IEnumerable<ComparisonCase> All =>
    [
        new(
            "Three migrators at once", "Each script runs once, all three succeed",
            async bench =>
            {
                var image = bench.Build(
                    new(1, "table", "CREATE TABLE IF NOT EXISTS t (x int); SELECT pg_sleep(0.3);"), new(2, "row", "INSERT INTO t VALUES (1); SELECT pg_sleep(0.3);"));
                var results = await bench.DeployAtOnceAsync(image, 3);
                var rows = await bench.HasAsync("t") ? await bench.AskAsync("SELECT count(*) FROM t") : "0";
                var succeeded = results.Count(result => result.Succeeded);
                return Seen.If(succeeded == 3 && rows == "1", $"{succeeded} of 3 succeed, run {rows} times");
            }),
        new(
            "Killed (SIGKILL) in the middle of a script, deployed again at once", "Everything is applied once",
            async bench =>
            {
                var image = bench.Build(new PeerScript(1, "slow", "CREATE TABLE t (x int); INSERT INTO t VALUES (1); SELECT pg_sleep(3); INSERT INTO t VALUES (2);"));
                await using (var killed = bench.Begin(image))
                {
                    await bench.BecomesTrueAsync("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = current_user)");
                    killed.Kill();
                }

                var result = await bench.DeployAsync(image);
                var rows = await bench.HasAsync("t") ? await bench.AskAsync("SELECT count(*) FROM t") : "0";
                return Seen.If(result.Succeeded && rows == "2", $"{result.Word}, {rows} of 2 rows");
            }),
        new(
            "The server ends the migrator's connection in the middle of a script (a failover)", "Applied all the same, or nothing is left",
            async bench =>
            {
                var image = bench.Build(new PeerScript(1, "slow", "CREATE TABLE t (x int); SELECT pg_sleep(2); INSERT INTO t VALUES (1);"));
                await using var run = bench.Begin(image);
                await bench.BecomesTrueAsync("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = current_user)");
                await bench.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = current_user");
                var result = await run.EndAsync(CancellationToken.None);
                var there = await bench.HasAsync("t");
                return Seen.If(result.Succeeded == there, $"{result.Word}, the table is {(there ? "there" : "missing")}");
            }),
        new(
            "ALTER TABLE waits 4 s for a report: how long does a reader wait behind it? (Lockstep with `LockTimeout: 1s`)", "Under 2 s",
            async bench =>
            {
                var table = new PeerScript(1, "table", "CREATE TABLE t (x int);");
                await bench.DeployAsync(table);
                var image = bench.Build(table, new(2, "column", "ALTER TABLE t ADD COLUMN y int;"));
                await using var report = await bench.OpenAsync();
                await using var reading = await report.BeginTransactionAsync();
                await using var command = new NpgsqlCommand("SELECT count(*) FROM t", report, reading);
                await command.ExecuteScalarAsync();
                await using var run = bench.Begin(image);
                await bench.BecomesTrueAsync("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 't'::regclass)");
                var began = Stopwatch.GetTimestamp();
                var reader = bench.AskAsync("SELECT count(*) FROM t");
                await Task.WhenAny(reader, Task.Delay(TimeSpan.FromSeconds(4)));
                await reading.RollbackAsync();
                await reader;
                var waited = Stopwatch.GetElapsedTime(began);
                var result = await run.EndAsync(CancellationToken.None);
                return Seen.If(result.Succeeded && waited < TimeSpan.FromSeconds(2), $"{waited.TotalSeconds:0.0} s");
            }),
    ];
}
