using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>Texts that have to reach the server as they were written.</summary>
static class Splitting
{
    public static IEnumerable<ComparisonCase> All =>
    [
        Runs("A DO block with the dollar tag `$日本$`", "DO $日本$ BEGIN CREATE TABLE a (i int); CREATE TABLE b (i int); END $日本$;"),
        Runs("`CREATE RULE … DO ALSO (INSERT …; INSERT …)`", """
            CREATE TABLE a (i int); CREATE TABLE b (i int);
            CREATE RULE r AS ON INSERT TO a DO ALSO (INSERT INTO b VALUES (1); INSERT INTO b VALUES (2));
            """),
        Runs("A function with a body in standard SQL, `BEGIN ATOMIC …; …; END`", """
            CREATE TABLE a (i int); CREATE TABLE b (i int);
            CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
            """),
        OfFiles("A file that begins with a byte order mark", "\uFEFFCREATE TABLE a (i int); CREATE TABLE b (i int);"),
        Runs("`COPY … FROM STDIN` with data that has semicolons and quotes", """
            CREATE TABLE a (i int, t text); CREATE TABLE b (i int);
            COPY a FROM STDIN;
            1	it's; fine
            \.
            INSERT INTO b SELECT i FROM a;

            """),
        Runs("What `pg_dump` writes: `\\restrict`, an emptied search_path", """
            \restrict abc
            SELECT pg_catalog.set_config('search_path', '', false);
            CREATE TABLE public.a (i int); CREATE TABLE public.b (i int);
            \unrestrict abc

            """),
        new(
            "Strings such as `'$2a$10$x'`, `'US$5'`, `':name'`, `'%s'`, `'{{x}}'`, `'@p'`", "They arrive byte for byte",
            async bench =>
            {
                var result = await bench.DeployAsync(new PeerScript(1, "strings", $"CREATE TABLE a (t text); INSERT INTO a VALUES ('{Odd}');"));
                var arrived = await bench.HasAsync("a") ? await bench.AskAsync("SELECT t FROM a") : null;
                return Seen.If(arrived == Odd && result.Succeeded, result.Succeeded ? $"corrupted: `{arrived}`" : "error");
            }),
        new(
            "The second of two scripts has a quote that is never closed", "Refused before anything ran, with file and line",
            async bench =>
            {
                var result = await bench.DeployAsync(
                    new(1, "first", "CREATE TABLE a (i int);"), new(2, "second", "CREATE TABLE b (i int);\n\nINSERT INTO b VALUES ('1);"));
                var place = bench.Named(result, "second", 3) == (true, true);
                return Seen.If(
                    !result.Succeeded && place && !await bench.HasAsync("a"),
                    $"{result.Word}, {await bench.CountAsync("a", "b")}, {(place ? "the place is named" : "no place")}");
            }),
    ];

    const string Odd = "$2a$10$x US$5 :name %s {{x}} @p ?";

    static ComparisonCase OfFiles(string situation, string sql)
    {
        var runs = Runs(situation, sql);
        return runs with { PlayAsync = bench => bench.ReadsFiles ? runs.PlayAsync(bench) : Task.FromResult(Seen.NotApplicable) };
    }

    public static ComparisonCase Runs(string situation, string sql, string name = "script") => new(
        situation, "Both tables are there, and the script is on record",
        async bench =>
        {
            var script = new PeerScript(1, name, sql);
            var first = await bench.DeployAsync(script);
            var there = await bench.CountAsync("a", "b");
            var again = await bench.DeployAsync(script);
            return Seen.If(
                first.Succeeded && there == "2 of 2 tables" && again.Succeeded,
                $"{first.Word}, {there}{(first.Succeeded && !again.Succeeded ? ", and an error when deployed again" : "")}");
        });
}
