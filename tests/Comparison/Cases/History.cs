using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>Scripts and database tell the same story, or somebody is told.</summary>
static class History
{
    public static IEnumerable<ComparisonCase> All =>
    [
        new(
            "Files 1, 2 and 10, written without zeros", "They run in the order of their numbers",
            async bench =>
            {
                // Each needs the one before.
                var result = await bench.DeployAsync(new(10, "c", "CREATE TABLE c AS SELECT * FROM b;"), new(2, "b", "CREATE TABLE b AS SELECT * FROM a;"), new(1, "a", "CREATE TABLE a ();"));
                return Seen.If(result.Succeeded && await bench.HasAsync("c"), result.Word);
            }),
        new(
            "Two files have the same number", "Refused, nothing runs",
            async bench =>
            {
                var result = await bench.DeployAsync(new(1, "a", "CREATE TABLE a ();"), new(1, "b", "CREATE TABLE b ();"));
                var there = await bench.CountAsync("a", "b");
                return Seen.If(!result.Succeeded && there == "0 of 2 tables", $"{result.Word}, {there}");
            }),
        new(
            "A script that was applied is edited", "Refused, and the file is named",
            async bench =>
            {
                await bench.DeployAsync(new PeerScript(1, "a", "CREATE TABLE a ();"));
                var result = await bench.DeployAsync(new PeerScript(1, "a", "CREATE TABLE a (); CREATE TABLE b ();"));
                return Seen.If(!result.Succeeded && result.Says("_a"), $"{result.Word}, nothing said");
            }),
        new(
            "The same files come from a checkout with CRLF", "Nothing happens",
            async bench =>
            {
                await bench.DeployAsync(new PeerScript(1, "a", "CREATE TABLE a\n();\n"));
                var result = await bench.DeployAsync(new PeerScript(1, "a", "CREATE TABLE a\r\n();\r\n"));
                return Seen.If(result.Succeeded, "error");
            }),
        new(
            "A script appears below the newest applied one (another branch)", "Refused, unless it is allowed",
            async bench =>
            {
                await bench.DeployAsync(new(1, "a", "CREATE TABLE a ();"), new(3, "c", "CREATE TABLE c ();"));
                var result = await bench.DeployAsync(new(1, "a", "CREATE TABLE a ();"), new(2, "b", "CREATE TABLE b ();"), new(3, "c", "CREATE TABLE c ();"));
                return Seen.If(!result.Succeeded, await bench.HasAsync("b") ? "run without a word" : "never run, success");
            }),
        new(
            "A script that was applied is gone from the image, newer ones are there", "Refused",
            async bench =>
            {
                await bench.DeployAsync(new(1, "a", "CREATE TABLE a ();"), new(2, "b", "CREATE TABLE b ();"));
                var result = await bench.DeployAsync(new(1, "a", "CREATE TABLE a ();"), new(3, "c", "CREATE TABLE c ();"));
                return Seen.If(!result.Succeeded, "success, nothing said");
            }),
        new(
            "A file that was applied gets another name", "Nothing is run again or taken back",
            async bench =>
            {
                await bench.DeployAsync(new PeerScript(1, "a", "CREATE TABLE a (i int); INSERT INTO a VALUES (1);"));
                var result = await bench.DeployAsync(new PeerScript(1, "better_name", "CREATE TABLE a (i int); INSERT INTO a VALUES (1);"));
                var rows = await bench.AskAsync("SELECT count(*) FROM a");
                return Seen.If(result.Succeeded && rows == "1", $"{result.Word}, {rows} rows");
            }),
        new(
            "A database with tables that no script made", "Refused until somebody says what they are",
            async bench =>
            {
                await bench.ExecuteAsync("CREATE TABLE customers (id int)");
                var result = await bench.DeployAsync(new PeerScript(1, "a", "CREATE TABLE a ();"));
                return Seen.If(!result.Succeeded && !await bench.HasAsync("a"), $"{result.Word}, nothing said");
            }),
        new(
            "An older image is deployed on purpose, the database is ahead", "Success, the schema stays",
            async bench =>
            {
                var old = bench.Build(new PeerScript(1, "a", "CREATE TABLE a ();", "DROP TABLE a;"));
                await bench.DeployAsync(new(1, "a", "CREATE TABLE a ();", "DROP TABLE a;"), new(2, "b", "CREATE TABLE b ();", "DROP TABLE b;"));
                var result = await bench.DeployAsync(old);
                var there = await bench.CountAsync("a", "b");
                return Seen.If(result.Succeeded && there == "2 of 2 tables", $"{result.Word}, {there}");
            }),
    ];
}
