using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>Why an order met an error, where there is a reason that a deployment may have.</summary>
static class OrderErrors
{
    // The API's words for a deadlock, a serialization failure, a lock that is not to be had.
    const string InTheWay = "503 Another request was in the way.";

    /// <summary>The reason; null: there is none, and the error is one of ours.</summary>
    public static string? Explain(IAct act, (Window Window, Window Until, string Error, int Count) met) =>
        Explain(act, met.Window, met.Error) ?? Explain(act, met.Until, met.Error);

    static string? Explain(IAct act, Window window, string error) => act.Explain(window) ?? Locked(window, error);

    // To make or drop a table with a foreign key takes a lock on the table that it refers to.
    static string? Locked(Window window, string error) =>
        window is Window.Migrating or Window.RollingBack && error.StartsWith(InTheWay, StringComparison.Ordinal)
            ? "A script and the order waited for each other's locks, and the server let go of the order; it was sent again."
            : null;
}
