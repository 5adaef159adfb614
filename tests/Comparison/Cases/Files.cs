using System.Text;
using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>Files that are not what a script should be.</summary>
static class Files
{
    public static IEnumerable<ComparisonCase> All =>
    [
        Splitting.Runs("`BEGIN ATOMIC …; END` with END in a comment of the body, and of a CASE", """
            CREATE TABLE a (i int); CREATE TABLE b (i int);
            CREATE FUNCTION f() RETURNS int BEGIN ATOMIC
              SELECT 1; -- END; of nothing
              /* END; neither */ SELECT CASE WHEN true THEN 2 END;
            END;
            """),
        Splitting.Runs("A name with an apostrophe, a blank and letters such as ï and 日", "CREATE TABLE a (i int); CREATE TABLE b (i int);", "it's naïve_日本"),
        new(
            "The second of two files has no byte in it; later it gets its content, and is deployed again",
            "Refused while it is empty, and applied later",
            async bench =>
            {
                PeerScript[] scripts = [new(1, "first", "CREATE TABLE a (i int);"), new(2, "second", "CREATE TABLE b (i int);")];
                var image = bench.Build(scripts);
                await Bench.RewriteAsync(image, "second", _ => []);
                var empty = await bench.DeployAsync(image);
                var again = await bench.DeployAsync(scripts);
                return Seen.If(
                    !empty.Succeeded && again.Succeeded && await bench.HasAsync("b"),
                    $"{empty.Word} while it is empty; later {again.Word}, {await bench.CountAsync("a", "b")}");
            }),
        new(
            "A file that is not UTF-8: `ü` is the byte FC", "Refused, and nothing is left",
            async bench =>
            {
                var image = bench.Build(new PeerScript(1, "latin", "CREATE TABLE a (t text); INSERT INTO a VALUES ('Müller');"));
                await Bench.RewriteAsync(image, "latin", bytes => Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(bytes)));
                var result = await bench.DeployAsync(image);
                var text = await bench.HasAsync("a") ? await bench.AskAsync("SELECT t FROM a") : null;
                return Seen.If(!result.Succeeded && text is null, $"{result.Word}, stored as `{text}`");
            }),
        new(
            "A file of 50 MB in 50,000 statements", "It is applied",
            async bench =>
            {
                var statement = $"INSERT INTO a VALUES ('{new string('x', 975)}');\n";
                var sql = new StringBuilder("CREATE TABLE a (t text);\n").Insert("CREATE TABLE a (t text);\n".Length, statement, 50_000);
                var result = await bench.DeployAsync(new PeerScript(1, "large", sql.ToString()));
                var rows = await bench.HasAsync("a") ? await bench.AskAsync("SELECT count(*) FROM a") : "0";
                return Seen.If(result.Succeeded && rows == "50000", $"{result.Word} after {result.Duration.TotalSeconds:0} s, {rows} rows");
            }),
        new(
            "What a later `pg_dump` writes: `SET transaction_timeout = 0`, which this server does not know",
            "An error that names the setting, and nothing is left",
            async bench =>
            {
                var result = await bench.DeployAsync(new PeerScript(1, "dump", "CREATE TABLE a (i int); SET transaction_timeout = 0;"));
                return Seen.If(
                    !result.Succeeded && result.Says("transaction_timeout") && !await bench.HasAsync("a"),
                    $"{result.Word}, {await bench.CountAsync("a")}");
            }),
    ];
}
