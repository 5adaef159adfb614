using Lockstep.Rehearsal.Inspecting;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>What a schema must have for the API of this repository to take orders on it.</summary>
public static class ShopSchema
{
    const string Keys = "public.idempotency_keys.fingerprint";

    // Of each table that placing an order touches, a column without which it would fail.
    static readonly string[] Columns =
    [
        "public.addresses.customer_id", "public.customers.email", "public.order_lines.price_cents", "public.orders.note",
        "public.products.price_cents", "public.stock.available",
    ];

    /// <summary>The tables that orders add rows to: how many they have depends on how fast the machine is.</summary>
    public static IReadOnlyList<string> BusyTables { get; } =
        ["public.addresses", "public.customers", "public.idempotency_keys", "public.order_lines", "public.orders"];

    /// <summary>The columns that every order changes, by table.</summary>
    public static IReadOnlyDictionary<string, string[]> BusyColumns { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["public.stock"] = ["available", "version"] };

    /// <summary>The columns without which no order can be placed; empty: one can.</summary>
    public static IReadOnlyList<string> MissingIn(Catalogue catalogue) =>
        [.. Columns.Where(column => !Has(catalogue, column))];

    /// <summary>Whether an order can be sent again without being placed twice.</summary>
    public static bool HasKeys(Catalogue catalogue) => Has(catalogue, Keys);

    static bool Has(Catalogue catalogue, string column) =>
        catalogue.Lines.Any(line => line.StartsWith($"column {column}:", StringComparison.Ordinal));
}
