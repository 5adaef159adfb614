using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Stacks;

/// <summary>Stands in for every type and does as it is told; untold, it succeeds. A resource's attribute Out is its property In.</summary>
sealed class Actors : IResourceType
{
    readonly Dictionary<(string, RequestKind), Queue<ResourceResult>> _told = [];

    public List<ResourceRequest> Requests { get; } = [];

    /// <summary>Kind and logical id of each request.</summary>
    public IEnumerable<string> Asked => Requests.Select(request => $"{request.Kind} {request.LogicalId}");

    /// <summary>Lets the next such request end so.</summary>
    public Actors On(RequestKind kind, string logicalId, ResourceResult result)
    {
        if (!_told.TryGetValue((logicalId, kind), out var queue))
        {
            _told[(logicalId, kind)] = queue = new();
        }

        queue.Enqueue(result);
        return this;
    }

    public static ResourceReady Ready(string id, params (string Name, string Value)[] attributes) =>
        new(id, attributes.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal), "request-1");

    public bool StandsFor(string type) => type != "Test::Unknown";

    public Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        return Task.FromResult(
            _told.TryGetValue((request.LogicalId, request.Kind), out var queue) && queue.TryDequeue(out var told)
                ? told
                : Ready(request.PhysicalId ?? $"{request.LogicalId}-id", ("Out", request.Properties["In"]?.GetValue<string>() ?? "")));
    }
}
