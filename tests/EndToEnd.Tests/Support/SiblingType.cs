using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>Another resource of the stack: its first request of a kind fails when it is told to, all others succeed.</summary>
/// <param name="kind">Of the request.</param>
/// <param name="failure">Tells it.</param>
sealed class SiblingType(RequestKind kind, Task failure) : IResourceType
{
    public const string Name = "Test::Sibling";

    bool _hasFailed;

    public bool StandsFor(string type) => type == Name;

    public async Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        if (request.Kind != kind || _hasFailed)
        {
            return new ResourceReady(request.PhysicalId ?? "sibling", new Dictionary<string, string>(StringComparer.Ordinal));
        }

        _hasFailed = true;
        await failure.WaitAsync(cancellationToken);
        return new ResourceFailed("Told to fail.");
    }
}
