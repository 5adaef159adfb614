namespace Lockstep.CustomResources.Binding;

/// <summary>A property of a type.</summary>
/// <param name="Name">As templates write it.</param>
/// <param name="IsRequired">A strict reader misses it.</param>
/// <param name="Default">
/// JSON to use where it is absent, if the serialiser would not take the initialiser's value.
/// </param>
/// <param name="Shape">How its values are read; lazy, because a type may contain itself.</param>
sealed record Member(string Name, bool IsRequired, string? Default, Lazy<Shape> Shape);
