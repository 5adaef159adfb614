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
        new(
            "A database that Flyway has migrated: its tables, and its journal with version 1", "Refused before anything ran, and that journal is named",
            async bench =>
            {
                await bench.ExecuteAsync(Flyway);
                var result = await bench.DeployAsync(new(1, "a", "CREATE TABLE IF NOT EXISTS a (i int);"), new(2, "b", "CREATE TABLE b (i int);"));
                var isNamed = result.Says("flyway_schema_history");
                return Seen.If(
                    !result.Succeeded && isNamed && !await bench.HasAsync("b"), $"{result.Word}, {(isNamed ? "named" : "nothing said of it")}");
            }),
        Repeatables(
            "A repeatable script is deployed, deployed again as it is, and again with another text", "It runs, does not run, and runs once",
            async bench =>
            {
                var table = new PeerScript(1, "table", "CREATE TABLE a (i int);");
                var rows = new List<string?>();
                foreach (var text in (string[])["INSERT INTO a VALUES (1);", "INSERT INTO a VALUES (1);", "INSERT INTO a VALUES (2);"])
                {
                    await bench.DeployAsync(table, new(2, "again", text) { IsRepeatable = true });
                    rows.Add(await bench.AskAsync("SELECT count(*) FROM a"));
                }

                return Seen.If(rows is ["1", "1", "2"], $"it had run {string.Join(", ", rows)} times");
            }),
        Repeatables(
            "A repeatable script fails for a table that is missing; that is made, and the same is deployed again", "It runs",
            async bench =>
            {
                PeerScript[] scripts =
                    [new(1, "table", "CREATE TABLE t (i int);"), new(2, "again", "INSERT INTO gate VALUES (1);") { IsRepeatable = true }];
                await bench.DeployAsync(scripts[0]);
                await bench.DeployAsync(scripts);
                await bench.ExecuteAsync("CREATE TABLE gate (i int)");
                var again = await bench.DeployAsync(scripts);
                var rows = await bench.AskAsync("SELECT count(*) FROM gate");
                return Seen.If(again.Succeeded && rows == "1", $"{again.Word}, it has run {rows} times");
            }),
        new(
            "It is asked what a deployment would run, on an empty database", "It tells, and writes nothing",
            async bench =>
            {
                if (await bench.PlanAsync(bench.Build(new PeerScript(1, "first", "CREATE TABLE a (i int);"))) is not { } plan)
                {
                    return Seen.NotApplicable;
                }

                var (tells, made) = (plan.Says("first") || plan.Says("CREATE TABLE a"), await bench.ContentsAsync());
                return Seen.If(
                    plan.Succeeded && tells && made == "nothing", $"{plan.Word}, {(tells ? "it tells" : "it does not tell")}, and writes {made}");
            }),
    ];

    static ComparisonCase Repeatables(string situation, string wanted, Func<Bench, Task<Seen>> playAsync) => new(
        situation, wanted, bench => bench.HasRepeatables ? playAsync(bench) : Task.FromResult(Seen.NotApplicable));

    const string Flyway = """
        CREATE TABLE a (i int);
        CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL,
          type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL,
          installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success boolean NOT NULL);
        INSERT INTO flyway_schema_history VALUES (1, '1', 'a', 'SQL', 'V1__a.sql', 1, 'me', now(), 5, true);
        """;
}
