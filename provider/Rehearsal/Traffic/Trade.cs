using System.Globalization;
using Lockstep.Rehearsal.Inspecting;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>The orders of an act, and what is known of all orders since the beginning.</summary>
/// <param name="Attempts">Those of the act.</param>
/// <param name="Acknowledged">The ids of all orders that the API said it had placed.</param>
/// <param name="Doubtful">How many more there may be: they were sent, and nobody knows what became of them.</param>
/// <param name="Customers">Whose orders they are.</param>
public sealed record Trade(
    IReadOnlyList<Attempt> Attempts, IReadOnlyCollection<long> Acknowledged, int Doubtful, IReadOnlyCollection<long> Customers)
{
    const string Orders = "public.orders";

    /// <summary>Whether there was an API when the act began.</summary>
    public bool HadApi { get; init; }

    /// <summary>Whether there is one now.</summary>
    public bool HasApi { get; init; }

    /// <summary>How many orders were placed in a window.</summary>
    public int PlacedIn(Window window) => Attempts.Count(attempt => attempt.Window == window && attempt.OrderId is not null);

    /// <summary>The errors of the act: from which window until which, what, how many.</summary>
    public IReadOnlyList<(Window Window, Window Until, string Error, int Count)> Errors =>
    [
        .. Attempts.Where(attempt => attempt.Error is not null)
            .GroupBy(attempt => (attempt.Window, attempt.Until, attempt.Error!))
            .Select(errors => (errors.Key.Window, errors.Key.Until, errors.Key.Item3, errors.Count())),
    ];

    /// <summary>The acknowledged orders that are not in the database.</summary>
    public IReadOnlyList<long> LostIn(TableRows rows)
    {
        var there = rows.Values(Orders, "id").ToHashSet(StringComparer.Ordinal);
        return [.. Acknowledged.Where(id => !there.Contains(Text(id)))];
    }

    /// <summary>How many orders of these customers nobody ordered.</summary>
    public int SurplusIn(TableRows rows)
    {
        var customers = Customers.Select(Text).ToHashSet(StringComparer.Ordinal);
        return rows.Values(Orders, "customer_id").Count(customers.Contains) - Acknowledged.Count - Doubtful;
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
