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
    ];

    static ComparisonCase Names(string situation, int line, string sql) => new(
        situation, "File and line are named",
        async bench =>
        {
            var result = await bench.DeployAsync(new PeerScript(1, "wrong", sql));
            var named = bench.Named(result, "wrong", line);
            return Seen.If(!result.Succeeded && named == (true, true), named switch
            {
                (true, false) => "the file alone",
                (false, true) => "the line alone",
                _ => "neither",
            });
        });
}
