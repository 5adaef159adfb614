using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>Where a statement ends, as PostgreSQL sees it: what looks like an end and is none.</summary>
static class Quoting
{
    public static IEnumerable<ComparisonCase> All =>
    [
        Splitting.Runs("Several semicolons follow each other", ";;; CREATE TABLE a (i int);;; ; CREATE TABLE b (i int);;"),
        Splitting.Runs("A dollar quote in another, and two tags that differ in case: `$a$ … $A$;$A$ … $a$`", """
            DO $a$ BEGIN CREATE TABLE a (i int); EXECUTE $A$ CREATE TABLE b (i int); $A$; PERFORM $inner$;$inner$; END $a$;
            """),
        Splitting.Runs("Dollar signs that quote nothing: in a name, and as a parameter", """
            CREATE TABLE a (x$b$y int); CREATE TABLE b (i int); PREPARE p (int) AS SELECT $1; SELECT x$b$y FROM a;
            """),
        Splitting.Runs("A backslash before a quote, in `E'it\\'s; …'` and in a plain string", """
            CREATE TABLE a (t text); INSERT INTO a VALUES (E'it\'s; fine'), ('C:\'); CREATE TABLE b (i int);
            """),
        Splitting.Runs("A string that goes on in the next line", """
            CREATE TABLE a (t text); INSERT INTO a VALUES (E'one;'
              '\';two'); CREATE TABLE b (i int);
            """),
        Splitting.Runs("A quoted name with a semicolon and a doubled quote", """CREATE TABLE a ("x;""y" int); CREATE TABLE b (i int);"""),
        Splitting.Runs("Comments in comments, with a quote and a semicolon", """
            /* one /* it's; two */ still one; ' */ CREATE TABLE a (i int); CREATE TABLE b (i int);
            """),
        Splitting.Runs("A line comment with an apostrophe and a semicolon", """
            CREATE TABLE a (i int); -- it's; here
            CREATE TABLE b (i int);
            """),
        Splitting.Runs("`begin` and `atomic` as names of columns", """
            CREATE TABLE a (begin int, atomic int); CREATE TABLE b AS SELECT begin atomic FROM a;
            """),
        Splitting.Runs("`CREATE FUNCTION … RETURN 1;`, without a body", """
            CREATE FUNCTION f() RETURNS int RETURN 1; CREATE TABLE a (i int); CREATE TABLE b (i int);
            """),
        Splitting.Runs("Operators that look like a comment or a quote: `-|-`, `#>>`, `@>`", """
            CREATE TABLE a (r int4range, EXCLUDE USING gist (r WITH -|-)); CREATE TABLE b AS SELECT '{"a":1}'::jsonb #>> '{a}' AS x WHERE '{"a":1}'::jsonb @> '{}';
            """),
        Fails("A parenthesis too much in the first of two statements", "CREATE TABLE a (i int)); CREATE TABLE b (i int);"),
        Fails("A command of psql between two statements: `\\set x 1`", "CREATE TABLE a (i int);\n\\set x 1\nCREATE TABLE b (i int);\n"),
        Fails("A NUL byte in a string", "CREATE TABLE a (i int); SELECT 'x\0y'; CREATE TABLE b (i int);", onlyFiles: true),
        new(
            "A script of comments alone", "Success, also when it is deployed again",
            async bench =>
            {
                var script = new PeerScript(1, "comments", "-- nothing yet;\n/* nor here */\n");
                var first = await bench.DeployAsync(script);
                return Seen.If(first.Succeeded && (await bench.DeployAsync(script)).Succeeded, first.Succeeded ? "an error when deployed again" : "error");
            }),
        Splitting.Runs("A name of 230 letters", "CREATE TABLE a (i int); CREATE TABLE b (i int);", new string('x', 230)),
    ];

    static ComparisonCase Fails(string situation, string sql, bool onlyFiles = false) => new(
        situation, "An error, and nothing is left",
        async bench =>
        {
            if (onlyFiles && !bench.ReadsFiles)
            {
                return Seen.NotApplicable;
            }

            var result = await bench.DeployAsync(new PeerScript(1, "script", sql));
            var left = await bench.CountAsync("a", "b");
            return Seen.If(!result.Succeeded && left == "0 of 2 tables", $"{result.Word}, {left}");
        });
}
