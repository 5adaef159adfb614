namespace Lockstep.Api.Orders;

/// <summary>An order with its lines.</summary>
sealed record Order(
    long Id,
    long CustomerId,
    long AddressId,
    string Status,
    string? Note,
    long TotalCents,
    IReadOnlyList<OrderLine> Lines,
    int Version,
    DateTimeOffset PlacedAt)
{
    public static Order Of(OrderSummary summary, IReadOnlyList<OrderLine> lines) => new(
        summary.Id,
        summary.CustomerId,
        summary.AddressId,
        summary.Status,
        summary.Note,
        summary.TotalCents,
        lines,
        summary.Version,
        summary.PlacedAt);
}

/// <summary>Pieces of one product, at the price that they had.</summary>
sealed record OrderLine(int Line, long ProductId, int Quantity, int PriceCents);

/// <summary>What can be written of an order.</summary>
sealed record OrderInput(long CustomerId, long AddressId, string? Note, IReadOnlyList<LineInput> Lines);

/// <summary>What can be written of a line.</summary>
sealed record LineInput(long ProductId, int Quantity);
