namespace Lockstep.Api.Http;

/// <summary>One kind of thing that the API has: its folder, its operations.</summary>
/// <param name="Name">For the document: <c>Orders</c>.</param>
/// <param name="Operations">All there are.</param>
sealed record Resource(string Name, IReadOnlyList<Operation> Operations);
