namespace Lockstep.Api.Orders;

/// <summary>An order as a list shows it.</summary>
sealed record OrderSummary(
    long Id,
    long CustomerId,
    long AddressId,
    string Status,
    string? Note,
    long TotalCents,
    int Version,
    DateTimeOffset PlacedAt);
