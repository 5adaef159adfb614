namespace Lockstep.CustomResources.Binding;

/// <summary>What bound of the properties, and what didn't.</summary>
sealed record Bound<TProperties>(TProperties Value, IReadOnlyList<Finding> Findings);
