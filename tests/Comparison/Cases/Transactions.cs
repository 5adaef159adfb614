using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>All of a deployment, or nothing.</summary>
static class Transactions
{
    public static IEnumerable<ComparisonCase> All =>
    [
        new(
            "Statement 3 of 5 of a script fails", "Nothing of it is left",
            async bench =>
            {
                var result = await bench.DeployAsync(new PeerScript(
                    1, "script", "CREATE TABLE a (); CREATE TABLE b (); SELECT 1 / 0; CREATE TABLE c (); CREATE TABLE d ();"));
                var left = await bench.CountAsync("a", "b");
                return Seen.If(!result.Succeeded && left == "0 of 2 tables", $"{result.Word}, {left}");
            }),
        new(
            "The only script fails, is mended, and is deployed again", "It is applied",
            async bench =>
            {
                await bench.DeployAsync(new PeerScript(1, "script", "CREATE TABLE a (); SELECT 1 / 0;"));
                var again = await bench.DeployAsync(new PeerScript(1, "script", "CREATE TABLE a (); SELECT 1 / 1;"));
                return Seen.If(again.Succeeded && await bench.HasAsync("a"), $"{again.Word}, {await bench.CountAsync("a")}");
            }),
        new(
            "Outside a transaction statement 2 of 3 fails for a table that is missing; that is made, and the same is deployed again",
            "It goes on where it stopped",
            async bench =>
            {
                var script = new PeerScript(1, "script", "CREATE TABLE a (i int); INSERT INTO gate VALUES (1); CREATE TABLE b (i int);")
                    { NoTransaction = true };
                await bench.DeployAsync(script);
                await bench.ExecuteAsync("CREATE TABLE gate (i int)");
                var again = await bench.DeployAsync(script);
                return Seen.If(again.Succeeded && await bench.HasAsync("b"), $"{again.Word}, {await bench.CountAsync("a", "b")}");
            }),
        new(
            "`CREATE INDEX CONCURRENTLY` in a script that does not say so, behind another script", "Refused before anything ran, or built",
            async bench =>
            {
                var result = await bench.DeployAsync(Base, new(2, "index", "CREATE INDEX CONCURRENTLY i ON t (x);"));
                var (hasTable, hasIndex) = (await bench.HasAsync("t"), await bench.HasAsync("i"));
                return Seen.If(result.Succeeded == hasIndex && hasTable == hasIndex, $"{result.Word}, the first script stays");
            }),
        new(
            "The second of two scripts of a deployment fails", "Nothing of the deployment is left",
            async bench =>
            {
                var result = await bench.DeployAsync(new(1, "first", "CREATE TABLE a ();"), new(2, "second", "SELECT 1 / 0;"));
                return Seen.If(!result.Succeeded && !await bench.HasAsync("a"), $"{result.Word}, the first script stays");
            }),
        new(
            "An index built CONCURRENTLY between two scripts, and the third fails", "Nothing of the deployment is left, the index neither",
            async bench =>
            {
                await bench.DeployAsync(Base);
                var result = await bench.DeployAsync(
                    Base, new(2, "index", "CREATE INDEX CONCURRENTLY i ON t (x);", "DROP INDEX CONCURRENTLY i;") { NoTransaction = true },
                    new(3, "fails", "SELECT 1 / 0;"));
                return Seen.If(!result.Succeeded && !await bench.HasAsync("i"), $"{result.Word}, the index stays");
            }),
        new(
            "Two indexes built CONCURRENTLY in one file", "Both are there and valid",
            async bench =>
            {
                var result = await bench.DeployAsync(
                    Base, new(2, "indexes", "CREATE INDEX CONCURRENTLY i ON t (x); CREATE INDEX CONCURRENTLY j ON t (x);") { NoTransaction = true });
                var valid = await bench.AskAsync("SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid::regclass::text IN ('i', 'j')");
                return Seen.If(result.Succeeded && valid == "2", $"{result.Word}, {valid} of 2 indexes");
            }),
        new(
            "A unique index CONCURRENTLY over duplicates fails; the duplicates are removed; deployed again", "The index is there and valid",
            async bench =>
            {
                var index = new PeerScript(2, "index", "CREATE UNIQUE INDEX CONCURRENTLY i ON t (x);") { NoTransaction = true };
                await bench.DeployAsync(Base);
                await bench.ExecuteAsync("INSERT INTO t VALUES (1), (1)");
                await bench.DeployAsync(Base, index);
                await bench.ExecuteAsync("DELETE FROM t");
                var again = await bench.DeployAsync(Base, index);
                var valid = await bench.AskAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('i')");
                return Seen.If(again.Succeeded && valid == "True", $"{again.Word}, the index is {(valid == "True" ? "valid" : valid is null ? "missing" : "INVALID")}");
            }),
        new(
            "An enum value is added, and the next script of the deployment uses it", "Both are applied",
            async bench =>
            {
                var type = new PeerScript(1, "type", "CREATE TYPE mood AS ENUM ('fine');");
                await bench.DeployAsync(type);
                var result = await bench.DeployAsync(
                    type, new(2, "value", "ALTER TYPE mood ADD VALUE 'great';"), new(3, "use", "CREATE TABLE a (m mood DEFAULT 'great'); INSERT INTO a DEFAULT VALUES;"));
                return Seen.If(result.Succeeded && await bench.HasAsync("a"), result.Says("55P04") || result.Says("unsafe use") ? "error: unsafe use of the value" : result.Word);
            }),
        new(
            "A script has a `BEGIN` and a `COMMIT` of its own", "Refused before it runs, or applied and on record",
            async bench =>
            {
                var script = new PeerScript(1, "script", "BEGIN; CREATE TABLE a (); COMMIT; CREATE TABLE b ();");
                var result = await bench.DeployAsync(script);
                var (there, again) = (await bench.CountAsync("a", "b"), await bench.DeployAsync(script));
                var isRefused = !result.Succeeded && there == "0 of 2 tables";
                return Seen.If(
                    isRefused || (result.Succeeded && there == "2 of 2 tables" && again.Succeeded),
                    $"{result.Word}, {there}{(again.Succeeded ? "" : ", and an error when deployed again")}");
            }),
        new(
            "A deferred constraint is violated at COMMIT", "An error that says so, nothing is left",
            async bench =>
            {
                var result = await bench.DeployAsync(
                    new(1, "tables", "CREATE TABLE a (i int PRIMARY KEY); CREATE TABLE b (i int REFERENCES a DEFERRABLE INITIALLY DEFERRED);"),
                    new(2, "rows", "INSERT INTO b VALUES (1);"));
                var left = await bench.CountAsync("a", "b");
                return Seen.If(!result.Succeeded && left == "0 of 2 tables", $"{result.Word}, {left}");
            }),
        new(
            "A script sets its search_path to nothing; another follows", "Both are applied and on record",
            async bench =>
            {
                PeerScript[] scripts =
                    [new(1, "path", "CREATE TABLE a (); SET search_path = '';"), new(2, "next", "CREATE TABLE b ();")];
                var result = await bench.DeployAsync(scripts);
                var again = await bench.DeployAsync(scripts);
                return Seen.If(
                    result.Succeeded && await bench.HasAsync("b") && again.Succeeded, $"{result.Word}, {await bench.CountAsync("a", "b")}");
            }),
        new(
            "A statement that takes 33 seconds", "It is waited for",
            async bench =>
            {
                var result = await bench.DeployAsync(new PeerScript(1, "long", "CREATE TABLE a (); DO $$ BEGIN PERFORM pg_sleep(33); END $$;"));
                return Seen.If(result.Succeeded && await bench.HasAsync("a"), $"{result.Word} after {result.Duration.TotalSeconds:0} s");
            }),
    ];

    static PeerScript Base => new(1, "table", "CREATE TABLE t (x int);", "DROP TABLE t;");
}
