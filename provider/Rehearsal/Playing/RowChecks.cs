using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What must be so of the rows in the tables.</summary>
static class RowChecks
{
    const string Rule = "No row is lost";

    /// <summary>Schema, journal and rows are those of before, and what was written meanwhile is there, too.</summary>
    public static Checklist EverythingIsRestored(this Checklist checklist) =>
        checklist.SchemaIsRestored().JournalIsRestored().RowsAreRestored().RowsStay();

    public static Checklist RowsAreRestored(this Checklist checklist)
    {
        // How many rows orders add depends on the machine.
        var scene = checklist.Scene;
        var busy = scene.Trade is null ? [] : ShopSchema.BusyTables;
        var (before, after) = (scene.Before.Rows.CountBesides(busy), scene.After.Rows.CountBesides(busy));
        var written = scene.Written.Count(row => !busy.Contains(row.Table, StringComparer.Ordinal));
        var besides = written > 0 ? $", and {Checklist.Number(written)} more that the application wrote" : "";
        return checklist.Add(
            Promise.RollbackMeansRollback, "Nothing is left of what the undone scripts wrote",
            $"There are {Rows(before)} as before{(busy.Count > 0 ? " besides orders" : "")}{besides}",
            after == before + written, Rows(before + written), Rows(after));
    }

    public static Checklist RowsStay(this Checklist checklist)
    {
        var scene = checklist.Scene;
        var before = scene.Trade is null ? scene.Before.Rows : scene.Before.Rows.Without(ShopSchema.BusyColumns);
        var lost = before.LostUntil(scene.After.Rows);
        checklist.Add(
            Promise.NothingLost, Rule, $"All {Rows(before.Count)} from before are still there",
            lost.Count == 0, "all of them", $"lost: {Checklist.Some(lost)}");
        return scene.Written.Count == 0 ? checklist : checklist.WrittenRowsStay(scene);
    }

    static Checklist WrittenRowsStay(this Checklist checklist, Scene scene)
    {
        var gone = scene.Written.Where(written => !scene.After.Rows.Has(written.Table, written.Row));
        List<string> lines = [.. gone.Select(written => $"{written.Table} {written.Row.ToJsonString()}")];
        return checklist.Add(
            Promise.NothingLost, Rule, "What the application wrote meanwhile is there, too",
            lines.Count == 0, "all of it", $"lost: {Checklist.Some(lines)}");
    }

    static string Rows(int count) => count == 1 ? "1 row" : $"{Checklist.Number(count)} rows";
}
