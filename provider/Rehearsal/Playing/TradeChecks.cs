using System.Globalization;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What must be so in every act in which there is an API: of the orders that were placed, and of the API itself.
/// </summary>
static class TradeChecks
{
    public static void AddTrade(this Checklist checklist, IAct act)
    {
        var scene = checklist.Scene;
        if (scene.Trade is { } trade)
        {
            checklist.OrdersAreTaken(trade).EveryErrorIsExplained(trade, act).NoOrderIsLost(trade).NoOrderIsThereTwice(trade);
        }

        if (scene.Readiness is { } readiness)
        {
            checklist.Add(
                Promise.NoStuckStack, "The running API has the version that it was deployed with, and is ready",
                $"The running API wants version {scene.ApiVersion} and finds it",
                readiness.IsReady && readiness.SchemaVersion == scene.ApiVersion, scene.ApiVersion, readiness.Text);
        }

        if (scene is { ClosedTables: { } closed, Role.Length: > 0 })
        {
            checklist.Add(
                Promise.NoStuckStack, "A new table can be used at once, by default privileges",
                "Right after the migration the API's role could use every table",
                closed.Count == 0, "rights on every table", string.Join(", ", closed));
        }
    }

    static Checklist OrdersAreTaken(this Checklist checklist, Trade trade)
    {
        var (before, after) = (trade.PlacedIn(Window.Before), trade.PlacedIn(Window.After));
        var text = (trade.HadApi, trade.HasApi) switch
        {
            (true, true) => "Orders were placed before and after",
            (true, false) => "Orders were placed until the API went",
            _ => "Orders were placed once the API was there",
        };
        return checklist.Add(
            Promise.NoStuckStack, "The API takes orders before and after", text,
            (!trade.HadApi || before > 0) && (!trade.HasApi || after > 0), text,
            $"{Number(before)} before, {Number(after)} after");
    }

    static Checklist EveryErrorIsExplained(this Checklist checklist, Trade trade, IAct act)
    {
        var odd = trade.Errors.Where(error => OrderErrors.Explain(act, error) is null).ToList();
        return checklist.Add(
            Promise.NoStuckStack, "Whoever orders meets no error that has no reason",
            trade.Errors.Count == 0 ? "No order met an error" : "No order met an error besides those that are explained",
            odd.Count == 0, "none",
            string.Join('\n', odd.Select(error => $"{Number(error.Count)} × {error.Error} {error.Window.Words()}")));
    }

    static Checklist NoOrderIsLost(this Checklist checklist, Trade trade)
    {
        var lost = trade.LostIn(checklist.Scene.After.Rows);
        return checklist.Add(
            Promise.NothingLost, "No acknowledged order is lost",
            $"All {Number(trade.Acknowledged.Count)} orders that were ever acknowledged are there",
            lost.Count == 0, "all of them", $"lost: {string.Join(", ", lost)}");
    }

    static Checklist NoOrderIsThereTwice(this Checklist checklist, Trade trade)
    {
        var surplus = trade.SurplusIn(checklist.Scene.After.Rows);
        return checklist.Add(
            Promise.NothingLost, "No order is there twice", "No order is there that nobody placed, or twice",
            surplus <= 0, "none", $"{Number(surplus)} too many");
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
