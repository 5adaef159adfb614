using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>What a person reads at night.</summary>
static class ErrorPlaces
{
    public static IEnumerable<ComparisonCase> All =>
    [
        Names("An error in line 5, behind a comment of several lines and an emoji", 5, "/* two\nlines */\nSELECT '😀';\n\nSELECT nope;"),
        Names("An error inside a DO block, in line 4 of the file", 4, "SELECT 1;\nDO $$\nBEGIN\n  PERFORM nope;\nEND $$;"),
        new(
            "The server's message has braces in it", "The message is shown",
            async bench =>
            {
                var result = await bench.DeployAsync(new PeerScript(1, "braces", "DO $$ BEGIN RAISE EXCEPTION 'odd {0} {braces'; END $$;"));
                return Seen.If(!result.Succeeded && result.Says("odd {0} {braces"), $"{result.Word}, another message");
            }),
        Names(
            "An error in a function that the statement in line 6 calls", 6,
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1 / 0;\nEND $$;\n\nSELECT f();"),
        new(
            "An error in line 3, behind a variable whose value has two lines", "File and line are named",
            async bench =>
            {
                if (bench.Variable is not { } variable)
                {
                    return Seen.NotApplicable;
                }

                var image = bench.Build(new PeerScript(1, "wrong", $"SELECT {variable};\n\nSELECT nope;"));
                Peer.SetVariable(image, "1,\n2");
                return Judge(bench, await bench.DeployAsync(image), 3);
            }),
        new(
            "A script fails, the deployment is over, and somebody looks into the database", "The script's text and the error stand there",
            async bench =>
            {
                await bench.DeployAsync(new PeerScript(1, "table", "CREATE TABLE t (x int);"));
                await bench.DeployAsync(new(1, "table", "CREATE TABLE t (x int);"), new(2, "wrong", "SELECT 1 / 0 AS nothing;"));
                var (text, error) = (await bench.WhereIsAsync("1 / 0 AS nothing"), await bench.WhereIsAsync("division by zero"));
                return Seen.If(text.Count > 0 && error.Count > 0, (text.Count, error.Count) switch
                {
                    (0, 0) => "neither",
                    (0, _) => "the error alone",
                    _ => "the text alone",
                });
            }),
    ];

    static Seen Judge(Bench bench, PeerResult result, int line)
    {
        var named = bench.Named(result, "wrong", line);
        return Seen.If(!result.Succeeded && named == (true, true), named switch
        {
            (true, false) => "the file alone",
            (false, true) => "the line alone",
            _ => "neither",
        });
    }

    static ComparisonCase Names(string situation, int line, string sql) => new(
        situation, "File and line are named",
        async bench => Judge(bench, await bench.DeployAsync(new PeerScript(1, "wrong", sql)), line));
}
