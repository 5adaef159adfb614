namespace Lockstep.Api.Products;

/// <summary>What can be ordered.</summary>
sealed record Product(
    long Id,
    string Sku,
    string Name,
    string Description,
    int PriceCents,
    bool Active,
    IReadOnlyList<long> CategoryIds,
    int Version,
    DateTimeOffset CreatedAt);

/// <summary>What can be written of a product.</summary>
sealed record ProductInput(
    string Sku, string Name, string Description, int PriceCents, bool Active, IReadOnlyList<long> CategoryIds);
