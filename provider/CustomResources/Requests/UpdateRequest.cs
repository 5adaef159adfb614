namespace Lockstep.CustomResources.Requests;

/// <summary>Change the resource, or change it back: a rollback is an Update with the two sides swapped.</summary>
/// <param name="Context">The event.</param>
/// <param name="PhysicalResourceId">The id that CloudFormation has on record.</param>
/// <param name="Properties">
/// The wanted state, read member by member: what doesn't bind is absent and stands in <see cref="Findings"/>.
/// </param>
/// <param name="OldProperties">
/// The state before, read in the same way; an older or newer version of the code may have written it.
/// </param>
public sealed record UpdateRequest<TProperties>(
    RequestContext Context, string PhysicalResourceId, TProperties Properties, TProperties OldProperties)
{
    /// <summary>What is wrong with <see cref="Properties"/>, one sentence each.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>
    /// Refuses properties that cannot be carried out. Already done by the framework unless the definition says
    /// otherwise.
    /// </summary>
    /// <exception cref="InvalidPropertiesException">Names every invalid or unknown member.</exception>
    public void EnsureValid()
    {
        if (Findings.Count > 0)
        {
            throw new InvalidPropertiesException(Context.ResourceType, Findings);
        }
    }

    /// <inheritdoc cref="RequestContext.ToString"/>
    public override string ToString() => Context.ToString();
}
