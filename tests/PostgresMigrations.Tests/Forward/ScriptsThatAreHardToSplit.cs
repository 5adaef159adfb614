using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>
/// Semicolons where no statement ends, and statements that end where it does not look so. What is to be seen in the database
/// tells that each arrived whole, and that the one behind it was none of it.
/// </summary>
public sealed class ScriptsThatAreHardToSplit(SharedPostgres postgres)
{
    [Theory]
    [InlineData("$body$x; y$body$", "x; y")]
    [InlineData("$a$x $b$; y$b$; z$a$", "x $b$; y$b$; z")]
    [InlineData("$A$x; $a$; y$A$", "x; $a$; y")]
    [InlineData("$été$x; $ete$ y$été$", "x; $ete$ y")]
    [InlineData("$日本$x; $日$ y$日本$", "x; $日$ y")]
    [InlineData(@"E'a\';b'", "a';b")]
    [InlineData(@"'a\'", @"a\")]
    [InlineData("'some'\n';text'", "some;text")]
    [InlineData("'a' /* x /* y; */ z; ' */", "a")]
    [InlineData("'a' -- don't; stop\n", "a")]
    [InlineData("'{\"a\": {\"b\": \"x;y\"}}'::jsonb #>> '{a,b}'", "x;y")]
    [InlineData("(to_tsvector('simple', 'a; b') @@ to_tsquery('simple', 'b'))::text", "true")]
    public async Task ArriveWithTheirTextsWhole(string expression, string value) => (await RunAsync(
        $"CREATE TABLE t (n int, line text); INSERT INTO t VALUES (1, {expression}); INSERT INTO t VALUES (2, 'next; one')",
        "SELECT line FROM t ORDER BY n")).ShouldBe([value, "next; one"]);

    [Theory]
    [InlineData(
        "CREATE TABLE t (n int); CREATE TABLE u (n int); CREATE TABLE v (n int);\n"
            + "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (NEW.n + 1); INSERT INTO v VALUES (NEW.n + 2));\n"
            + "INSERT INTO t VALUES (1)",
        "SELECT t.n, u.n, v.n FROM t, u, v", "1|2|3")]
    [InlineData(
        "CREATE TABLE t (during int4range, EXCLUDE USING gist (during WITH &&), EXCLUDE USING gist (during WITH -|-));\n"
            + "INSERT INTO t VALUES ('[1,3)'), ('[4,6)')",
        "SELECT (SELECT count(*) FROM t), string_agg(pg_get_constraintdef(oid), ', ' ORDER BY conname) FROM pg_constraint "
            + "WHERE conrelid = 't'::regclass",
        "2|EXCLUDE USING gist (during WITH &&), EXCLUDE USING gist (during WITH -|-)")]
    [InlineData(
        "CREATE TABLE t (n int);\nDO $été$ BEGIN INSERT INTO t VALUES (1); END $été$;\n"
            + "DO $日本$ BEGIN INSERT INTO t VALUES (2); EXECUTE $x$INSERT INTO t VALUES (3); SELECT 1$x$; END $日本$",
        "SELECT string_agg(n::text, ',' ORDER BY n) FROM t", "1,2,3")]
    [InlineData(
        "CREATE TABLE a$b$c (n int); INSERT INTO a$b$c VALUES (1); INSERT INTO a$b$c VALUES (2)",
        "SELECT sum(n) FROM a$b$c", "3")]
    [InlineData("CREATE TABLE \"a;\"\"b\" (n int); INSERT INTO \"a;\"\"b\" VALUES (1)", "SELECT n FROM \"a;\"\"b\"", "1")]
    [InlineData(
        "CREATE FUNCTION f(n int) RETURNS text BEGIN ATOMIC SELECT 1; /* END; */ SELECT CASE WHEN n > 1 THEN 'x' ELSE ';' END;\n"
            + "-- end;\nEND; CREATE FUNCTION g(a int[]) RETURNS int RETURN a[1]::int;\n"
            + "CREATE TABLE t AS SELECT f(2) AS f, g('{7}') AS g",
        "SELECT f, g, f(1) FROM t", "x|7|;")]
    [InlineData(
        "CREATE TABLE atomic_test (begin int); CREATE FUNCTION fn_atomic() RETURNS int LANGUAGE sql AS 'SELECT 2; SELECT 3';\n"
            + "INSERT INTO atomic_test SELECT fn_atomic() AS atomic; INSERT INTO atomic_test VALUES (4)",
        "SELECT sum(begin) FROM atomic_test", "7")]
    [InlineData(
        ";;\nCREATE TABLE t (n int);;; ; INSERT INTO t VALUES (1);;/* ; */;INSERT INTO t VALUES (2)",
        "SELECT sum(n) FROM t", "3")]
    [InlineData(
        "CREATE TABLE t (n int); PREPARE p (int) AS INSERT INTO t VALUES ($1); EXECUTE p(1); EXECUTE p(2)",
        "SELECT sum(n) FROM t", "3")]
    [InlineData(
        "\uFEFFCREATE TABLE t\r\n(n int, line text); -- it's\rINSERT INTO t VALUES (1, '\uFEFFx');\r\n"
            + "INSERT INTO t VALUES (2, 'y\r\nz') -- that's it\r\n",
        "SELECT string_agg(line, ',' ORDER BY n) = E'\\ufeffx,y\\r\\nz' FROM t", "True")]
    public async Task ArriveWithTheirStatementsWhole(string script, string query, string row) =>
        (await RunAsync(script, query)).ShouldBe([row]);

    async Task<IReadOnlyList<string>> RunAsync(string script, string query)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Image.With(("1_a.sql", script)), TestStack.Revision(1))).ShouldSucceed();
        return await database.RowsAsync(query);
    }
}
