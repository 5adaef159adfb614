using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison.Cases;

/// <summary>The migration has succeeded, the next resource of the stack fails, and the old image answers the rollback.</summary>
static class GoingBack
{
    public static IEnumerable<ComparisonCase> All =>
    [
        new(
            "The old image, which has never seen script 2, answers the rollback", "Success, and the schema is what it was",
            async bench =>
            {
                var old = await DeployBothAsync(bench, AddNote);
                var result = await bench.RollBackAsync(old);
                return Seen.If(result.Succeeded && await HasNoteAsync(bench) == false && await bench.HasAsync("t"), await SayAsync(bench, result));
            }),
        new(
            "The same, and the stack is deployed again with script 2", "Success, script 2 is applied again",
            async bench =>
            {
                var old = await DeployBothAsync(bench, AddNote);
                await bench.RollBackAsync(old);
                var result = await bench.DeployAsync(Base, AddNote);
                return Seen.If(result.Succeeded && await HasNoteAsync(bench) == true, await SayAsync(bench, result));
            }),
        new(
            "The same, when the application has written into the new table meanwhile", "No row is lost, and the rollback does not fail",
            async bench =>
            {
                var old = await DeployBothAsync(bench, new(2, "orders", "CREATE TABLE orders (i int);", "DROP TABLE orders;"));
                await bench.ExecuteAsync("INSERT INTO orders VALUES (1)");
                var result = await bench.RollBackAsync(old);
                var kept = await bench.HasAsync("orders") && await bench.AskAsync("SELECT count(*) FROM orders") == "1";
                return Seen.If(result.Succeeded && kept, kept ? $"{result.Word}, the row stays" : "the row is lost");
            }),
        new(
            "Script 2 has no down", "The rollback does not fail, and says that the schema stays ahead",
            async bench =>
            {
                var old = await DeployBothAsync(bench, AddNote with { Down = null });
                var result = await bench.RollBackAsync(old);
                var says = result.Says("0002_note") || result.Says("2__note");
                return Seen.If(
                    result.Succeeded && await HasNoteAsync(bench) == true && says,
                    await bench.HasAsync("t") ? $"{result.Word}{(says ? "" : ", nothing said")}" : "script 1 was reverted instead");
            }),
        new(
            "The down of script 2 fails halfway", "Nothing is half done, and the rollback does not fail",
            async bench =>
            {
                var old = await DeployBothAsync(bench, AddNote with { Down = "ALTER TABLE t DROP COLUMN note; SELECT 1 / 0;" });
                var result = await bench.RollBackAsync(old);
                return Seen.If(result.Succeeded && await HasNoteAsync(bench) == true, await SayAsync(bench, result));
            }),
    ];

    static PeerScript Base => new(1, "table", "CREATE TABLE t (x int);", "DROP TABLE t;");

    static PeerScript AddNote => new(2, "note", "ALTER TABLE t ADD COLUMN note text;", "ALTER TABLE t DROP COLUMN note;");

    static async Task<string> DeployBothAsync(Bench bench, PeerScript second)
    {
        var old = bench.Build(Base);
        await bench.DeployAsync(old);
        await bench.DeployAsync(Base, second);
        return old;
    }

    static async Task<bool?> HasNoteAsync(Bench bench) => await bench.HasAsync("t")
        ? await bench.AskAsync("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'note' AND NOT attisdropped") == "1"
        : null;

    static async Task<string> SayAsync(Bench bench, PeerResult result) =>
        $"{result.Word}, {await HasNoteAsync(bench) switch { true => "the schema stays ahead", false => "the schema is the old one", null => "script 1 was reverted instead" }}";
}
