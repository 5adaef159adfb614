namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>Stands in for one type of resource, or a family of them.</summary>
public interface IResourceType
{
    /// <summary>Whether it stands for this type.</summary>
    bool StandsFor(string type);

    /// <summary>Does what a request asks, and says what came of it; it throws only when the token is cancelled.</summary>
    Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken);
}
