using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>Statements that no transaction may hold, and scripts that end before they have begun.</summary>
static class Outside
{
    public static IEnumerable<ComparisonCase> All =>
    [
        new(
            "VACUUM, REINDEX … CONCURRENTLY, a CALL that commits and DROP INDEX CONCURRENTLY, each in a script that says it must be outside a transaction",
            "All of them run",
            async bench =>
            {
                await bench.DeployAsync(Base);
                var result = await bench.DeployAsync([Base, .. Statements.Select((sql, index) =>
                    new PeerScript(index + 2, $"outside{index}", sql) { NoTransaction = true })]);
                return Seen.If(result.Succeeded && !await bench.HasAsync("i"), result.Word);
            }),
        new(
            "The same, in scripts that do not say so, each behind another script, one deployment after the other",
            "Refused before anything ran, or run",
            async bench =>
            {
                await bench.DeployAsync(Base);
                var halves = 0;
                for (var index = 0; index < Statements.Length; index++)
                {
                    // One that is refused is gone from the next image.
                    var result = await bench.DeployAsync(
                        Base, new((index * 2) + 2, $"table{index}", $"CREATE TABLE a{index} ();"), new((index * 2) + 3, $"outside{index}", Statements[index]));
                    halves += !result.Succeeded && await bench.HasAsync($"a{index}") ? 1 : 0;
                }

                return Seen.If(halves == 0, $"{halves} of {Statements.Length} times an error, and the script before it stays");
            }),
        new(
            "An index built CONCURRENTLY waits 4 s for a report, and the migrator's role has a lock_timeout of 1 s",
            "The index is there and valid",
            async bench =>
            {
                await bench.DeployAsync(Base);
                await bench.ExecuteAsync("ALTER ROLE CURRENT_USER SET lock_timeout = '1s'");
                var image = bench.Build(Base, new(2, "index", "CREATE INDEX CONCURRENTLY j ON t (x);") { NoTransaction = true });
                var result = await bench.DeployBehindReportAsync(image, TimeSpan.FromSeconds(4));
                var valid = await bench.AskAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('j')");
                return Seen.If(result.Succeeded && valid == "True", $"{result.Word}, the index is {(valid == "True" ? "valid" : valid is null ? "missing" : "INVALID")}");
            }),
        new(
            "Outside a transaction, a script has a `BEGIN` that nothing ends; another follows", "Refused, or applied and on record",
            async bench =>
            {
                PeerScript[] scripts =
                    [new(1, "open", "BEGIN; CREATE TABLE a ();") { NoTransaction = true }, new(2, "next", "CREATE TABLE b ();")];
                var result = await bench.DeployAsync(scripts);
                var (there, again) = (await bench.CountAsync("a", "b"), await bench.DeployAsync(scripts));
                var isRefused = !result.Succeeded && there == "0 of 2 tables";
                return Seen.If(
                    isRefused || (result.Succeeded && there == "2 of 2 tables" && again.Succeeded),
                    $"{result.Word}, {there}; deployed again: {again.Word}, {await bench.CountAsync("a", "b")}");
            }),
        new(
            "A script sets a statement_timeout of 1 s, and its next statement takes longer", "An error, and nothing is left",
            async bench =>
            {
                var result = await bench.DeployAsync(
                    new(1, "first", "CREATE TABLE a ();"), new(2, "second", "CREATE TABLE b (); SET statement_timeout = '1s'; SELECT pg_sleep(5);"));
                var left = await bench.CountAsync("a", "b");
                return Seen.If(!result.Succeeded && left == "0 of 2 tables", $"{result.Word}, {left}");
            }),
        new(
            "The second of two scripts has a variable, in quotes, that has no value", "Refused, and nothing is left",
            async bench =>
            {
                if (bench.Variable is not { } variable)
                {
                    return Seen.NotApplicable;
                }

                var result = await bench.DeployAsync(
                    new(1, "first", "CREATE TABLE a (i int);"), new(2, "second", $"CREATE TABLE b AS SELECT '{variable}' AS t;"));
                var stored = await bench.HasAsync("b") ? $", stored as `{await bench.AskAsync("SELECT t FROM b")}`" : "";
                return Seen.If(!result.Succeeded && !await bench.HasAsync("a"), $"{result.Word}, {await bench.CountAsync("a", "b")}{stored}");
            }),
        new(
            "Three scripts: an ordinary one, an index built CONCURRENTLY, and one with a syntax error", "The error is found before the first one runs",
            async bench =>
            {
                await bench.DeployAsync(Base);

                // What a sequence has given stays given, whatever is taken back.
                var result = await bench.DeployAsync(
                    Base, new(2, "ordinary", "SELECT nextval('s');"),
                    new(3, "index", "CREATE INDEX CONCURRENTLY j ON t (x);", "DROP INDEX CONCURRENTLY j;") { NoTransaction = true },
                    new(4, "wrong", "CREATE TABL b ();"));
                var hasRun = await bench.AskAsync("SELECT is_called FROM s") == "True";
                return Seen.If(
                    !result.Succeeded && !hasRun && !await bench.HasAsync("j"),
                    $"{result.Word}, {(hasRun ? "the first one had run" : "nothing had run")}{(await bench.HasAsync("j") ? ", the index stays" : "")}");
            }),
    ];

    static PeerScript Base => new(1, "table", """
        CREATE TABLE t (x int); CREATE INDEX i ON t (x); CREATE SEQUENCE s;
        CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$;
        """);

    static string[] Statements => ["VACUUM t;", "REINDEX INDEX CONCURRENTLY i;", "CALL p();", "DROP INDEX CONCURRENTLY i;"];
}
