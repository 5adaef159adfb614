namespace Lockstep.Api.Customers;

/// <summary>Who orders.</summary>
sealed record Customer(long Id, string Email, string Name, int Version, DateTimeOffset CreatedAt);

/// <summary>What can be written of a customer.</summary>
sealed record CustomerInput(string Email, string Name);
