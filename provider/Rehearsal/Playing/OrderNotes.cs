using System.Globalization;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What is told of an act's orders: how many in which window, and every error with its reason.</summary>
static class OrderNotes
{
    const string Name = "Orders";

    public static IEnumerable<ActNote> Of(Scene scene, Stage stage, IAct act) =>
        scene.Trade is { } trade ? [new(Name, Placed(trade)), .. Errors(trade, act)]
        : stage.Shop.Obstacle is { } obstacle ? [new(Name, $"none. {obstacle}")]
        : [];

    static string Placed(Trade trade)
    {
        var placed = Counts(Enum.GetValues<Window>().Select(window => (window, trade.PlacedIn(window))));
        return $"{(placed.Length == 0 ? "none" : placed)}; {Number(trade.Errors.Sum(error => error.Count))} errors";
    }

    // The same error for the same reason is one line.
    static IEnumerable<ActNote> Errors(Trade trade, IAct act) => trade.Errors
        .GroupBy(error => (error.Error, Reason: OrderErrors.Explain(act, error) ?? "Nobody knows why."))
        .Select(same => new ActNote(Name, $"{same.Key.Error}: {Counts(same.Select(error => (error.Window, error.Count)))}. "
            + same.Key.Reason));

    static string Counts(IEnumerable<(Window Window, int Count)> counts) => string.Join(
        ", ", counts.Where(one => one.Count > 0).Select(one => $"{Number(one.Count)} {one.Window.Words()}"));

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
