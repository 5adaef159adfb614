using System.Globalization;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>What is told of an act's orders: how many in which window, and every error with its reason.</summary>
static class OrderNotes
{
    const string Name = "Orders";

    public static IEnumerable<ActNote> Of(Scene scene, Stage stage, IAct act) =>
        scene.Trade is { } trade ? [new(Name, Placed(trade)), .. trade.Errors.Select(error => Told(error, act))]
        : stage.Shop.Obstacle is { } obstacle ? [new(Name, $"none. {obstacle}")]
        : [];

    static string Placed(Trade trade)
    {
        var windows = Enum.GetValues<Window>().Select(window => (window, Count: trade.PlacedIn(window)))
            .Where(placed => placed.Count > 0)
            .Select(placed => string.Create(CultureInfo.InvariantCulture, $"{placed.Count} {placed.window.Words()}"))
            .ToList();
        var errors = trade.Errors.Sum(error => error.Count);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(windows.Count == 0 ? "none" : string.Join(", ", windows))}; {errors} {(errors == 1 ? "error" : "errors")}");
    }

    static ActNote Told((Window Window, string Error, int Count) error, IAct act) => new(Name, string.Create(
        CultureInfo.InvariantCulture,
        $"{error.Count} × {error.Error} {error.Window.Words()}. {act.Explain(error.Window) ?? "Nobody knows why."}"));
}
