namespace Lockstep.Api.Orders;

/// <summary>What may be done with an order depends on it.</summary>
sealed record OrderState(long Id, string Status, int Version)
{
    public const string Placed = "placed";
    public const string Paid = "paid";
    public const string Shipped = "shipped";
    public const string Delivered = "delivered";
    public const string Cancelled = "cancelled";

    /// <summary>As the enum in the database has them.</summary>
    public static IReadOnlyList<string> All { get; } = [Placed, Paid, Shipped, Delivered, Cancelled];
}

/// <summary>What an order costs, and what of it has been paid.</summary>
sealed record OrderBalance(long TotalCents, long PaidCents)
{
    public long OpenCents => TotalCents - PaidCents;
}

/// <summary>What a product costs now, and whether it can be ordered.</summary>
sealed record OfferedProduct(long Id, int PriceCents, bool Active);
