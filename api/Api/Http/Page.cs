namespace Lockstep.Api.Http;

/// <summary>A part of a list.</summary>
/// <param name="Items">By id.</param>
/// <param name="Next">What <c>after</c> must be for the part that follows; null at the end.</param>
sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
