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
        new(
            "The down of script 2 must be outside a transaction, `DROP INDEX CONCURRENTLY`, and the new image takes it back",
            "Success, and the index is gone",
            async bench =>
            {
                var index = new PeerScript(2, "index", "CREATE INDEX CONCURRENTLY i ON t (x);", "DROP INDEX CONCURRENTLY i;")
                    { NoTransaction = true };
                await bench.DeployAsync(Base);
                var image = bench.Build(Base, index);
                await bench.DeployAsync(image);
                return await bench.TakeBackAsync(image) is { } result
                    ? Seen.If(result.Succeeded && !await bench.HasAsync("i"), $"{result.Word}, the index {(await bench.HasAsync("i") ? "stays" : "is gone")}")
                    : Seen.NotApplicable;
            }),
        new(
            "Somebody has changed the down of script 2 in the database", "It is not run, the file is named, and the rollback does not fail",
            async bench =>
            {
                if (bench.TamperingWithDown is not { } tampering)
                {
                    return Seen.NotApplicable;
                }

                var old = await DeployBothAsync(bench, AddNote);
                await bench.ExecuteAsync(tampering);
                var result = await bench.RollBackAsync(old);
                return Seen.If(
                    result.Succeeded && !await bench.HasAsync("pwned") && result.Says("0002_note"),
                    $"{result.Word}, {(await bench.HasAsync("pwned") ? "it was run" : "it was not run")}");
            }),
        new(
            "A view in a repeatable script has changed; the old image, with the former text, answers the rollback", "The view is what it was",
            async bench =>
            {
                if (!bench.HasRepeatables)
                {
                    return Seen.NotApplicable;
                }

                var view = new PeerScript(2, "view", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n;") { IsRepeatable = true };
                var old = bench.Build(Base, view);
                await bench.DeployAsync(old);
                await bench.DeployAsync(Base, view with { Up = "CREATE OR REPLACE VIEW v AS SELECT 2 AS n;" });
                var result = await bench.RollBackAsync(old);
                var number = await bench.AskAsync("SELECT n FROM v");
                return Seen.If(result.Succeeded && number == "1", $"{result.Word}, the view is the {(number == "1" ? "former" : "new")} one");
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
