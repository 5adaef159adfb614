namespace Lockstep.Api.Stock;

/// <summary>How many pieces of a product can still be ordered.</summary>
sealed record StockLevel(long ProductId, int Available, int Version);

/// <summary>What can be written of it.</summary>
sealed record StockInput(int Available);
