namespace Lockstep.Api.Categories;

/// <summary>What products are found by.</summary>
sealed record Category(long Id, string Name, int Version);

/// <summary>What can be written of a category.</summary>
sealed record CategoryInput(string Name);
