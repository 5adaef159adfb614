using System.Diagnostics;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Faults;
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
                // Longer than the tools' starts lie apart on a busy machine.
                var image = bench.Build(
                    new(1, "table", "CREATE TABLE IF NOT EXISTS t (x int); SELECT pg_sleep(8);"), new(2, "row", "INSERT INTO t VALUES (1); SELECT pg_sleep(0.3);"));
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
        new(
            "Three migrators at once, and one of their scripts builds an index CONCURRENTLY", "All three succeed, the index is valid",
            async bench =>
            {
                var table = new PeerScript(1, "table", "CREATE TABLE t (x int);");
                await bench.DeployAsync(table);
                var results = await bench.DeployAtOnceAsync(
                    bench.Build(table, new(2, "wait", "SELECT pg_sleep(8);"), new(3, "index", "CREATE INDEX CONCURRENTLY i ON t (x);") { NoTransaction = true }), 3);
                var valid = await bench.AskAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('i')");
                var (succeeded, cut) = (results.Count(result => result.Succeeded), results.Count(result => result.WasCut));
                return Seen.If(
                    succeeded == 3 && valid == "True",
                    $"{succeeded} of 3 succeed{(cut > 0 ? $", {cut} hang for 100 s" : "")}, the index is {(valid == "True" ? "valid" : valid is null ? "missing" : "INVALID")}");
            }),
        new(
            "Another migrator works for a minute; this one is ended after 40 s (Lockstep's function has a timeout of 20 s)", "An error that names the server process that it waits for",
            async bench =>
            {
                var table = new PeerScript(1, "table", "CREATE TABLE t (x int);");
                await bench.DeployAsync(table);
                PeerScript[] scripts = [table, new(2, "long", "CREATE TABLE a (); SELECT pg_sleep(28);"), new(3, "longer", "SELECT pg_sleep(28);")];
                await using var holder = bench.Begin(bench.Build(scripts));
                await bench.BecomesTrueAsync("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = current_user)");
                var process = await bench.AskAsync("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = current_user");
                var image = bench.Build(scripts);
                Peer.SetSeconds(image, 20);
                await using var waiter = bench.Begin(image);
                var result = await waiter.EndAsync(TimeSpan.FromSeconds(40), CancellationToken.None);
                return Seen.If(!result.Succeeded && result.Says($" {process}"), result.WasCut ? "waits without a word" : $"{result.Word}, nobody is named");
            }),
        new(
            "The script is committed, and the connection breaks before the reply to COMMIT arrives", "Success",
            async bench =>
            {
                var table = new PeerScript(1, "table", "CREATE TABLE t (x int);");
                await bench.DeployAsync(table);
                await using var way = bench.StartProxy();
                var isNext = false;
                way.CutBefore(
                    message =>
                    {
                        isNext |= message is { Name: "CommandComplete", Text: "CREATE SEQUENCE" };
                        return isNext && message is { Name: "CommandComplete", Text: "COMMIT" };
                    },
                    CutStyle.Reset);
                PeerScript[] scripts = [table, new(2, "sequence", "CREATE SEQUENCE s;")];
                var result = await bench.Through(way).DeployAsync(scripts);
                var isThere = await bench.HasAsync("s");
                var again = await bench.DeployAsync(scripts);
                return Seen.If(result.Succeeded && isThere, $"{result.Word}, and it is {(isThere ? "applied" : "not applied")}; deployed again: {again.Word}");
            }),
    ];
}
