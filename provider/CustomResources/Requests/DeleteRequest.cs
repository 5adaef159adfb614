namespace Lockstep.CustomResources.Requests;

/// <summary>Take the resource away.</summary>
/// <param name="Context">The event.</param>
/// <param name="PhysicalResourceId">
/// The id on record: one that the resource gave, or one that CloudFormation made up because a Create was cancelled or
/// never answered (<c>cloudformation-coverage-roadmap#1814</c>).
/// </param>
/// <param name="Properties">
/// Read member by member, leniently: what doesn't bind is absent, required members included.
/// </param>
public sealed record DeleteRequest<TProperties>(RequestContext Context, string PhysicalResourceId, TProperties Properties)
{
    /// <summary>
    /// The RequestId of the Create that this is the Delete of, where that one failed and may have made something
    /// (<see cref="Failed.MayBeHalfMade"/>); null for any other id.
    /// </summary>
    public string? FailedCreate => PhysicalResourceIds.CreateOf(PhysicalResourceId);

    /// <summary>
    /// Whether it is the Delete of a Create that failed and made nothing, of which only those are told that ask for it
    /// (<see cref="ResourceDefinition.HearsOfNeverCreated"/>).
    /// </summary>
    public bool IsNeverCreated => PhysicalResourceId == PhysicalResourceIds.NeverCreated;

    /// <inheritdoc cref="RequestContext.ToString"/>
    public override string ToString() => Context.ToString();
}
