namespace Lockstep.CustomResources.Binding;

/// <summary>Something in the properties that doesn't bind.</summary>
/// <param name="Place">Where, <c>Grants[1].Schema</c> for example.</param>
/// <param name="Text">A sentence about it without a full stop; may quote a value, so it is not for the log.</param>
readonly record struct Finding(string Place, string Text);
