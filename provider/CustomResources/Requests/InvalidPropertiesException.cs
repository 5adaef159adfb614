namespace Lockstep.CustomResources.Requests;

/// <summary>The template's properties cannot be carried out; the message names every invalid or unknown one.</summary>
public sealed class InvalidPropertiesException(string resourceType, IReadOnlyList<string> findings)
    : CustomResourceException($"Invalid properties of {resourceType}: {string.Join("; ", findings)}.")
{
    /// <summary>One sentence each, without a full stop.</summary>
    public IReadOnlyList<string> Findings { get; } = findings;
}
