namespace Lockstep.Api.Reviews;

/// <summary>What a customer thinks of a product.</summary>
sealed record Review(
    long Id, long ProductId, long CustomerId, short Rating, string Body, int Version, DateTimeOffset CreatedAt);

/// <summary>What can be written of a new review.</summary>
sealed record ReviewInput(long CustomerId, ReviewChange Opinion);

/// <summary>What can be changed in a review.</summary>
sealed record ReviewChange(short Rating, string Body);
