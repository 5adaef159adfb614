using System.Diagnostics;
using System.Globalization;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What CloudFormation keeps of a stack between and during operations.</summary>
sealed class StackState(StackOptions options)
{
    readonly List<StackEvent> _events = [];
    readonly Dictionary<string, ResourceState> _resources = new(StringComparer.Ordinal);
    readonly List<string> _order = [];

    public StackOptions Options => options;

    public Switches Switches { get; set; } = Switches.Default;

    public string Id { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"arn:aws:cloudformation:{options.Region}:{options.AccountId}:stack/{options.Name}/{options.Chance.Uuid()}");

    /// <summary>Empty before the first operation.</summary>
    public string Status { get; private set; } = "";

    public IReadOnlyList<StackEvent> Events => _events;

    /// <summary>In the order in which the last template made them; what it does not have is last.</summary>
    public IReadOnlyList<ResourceState> Resources => [.. _resources.Values.OrderBy(resource => Place(resource.LogicalId))];

    /// <summary>What the cleanup is to delete: replaced copies, and what a template no longer has.</summary>
    public List<Leftover> Leftovers { get; } = [];

    public ResourceState? Find(string logicalId) => _resources.GetValueOrDefault(logicalId);

    public void Put(ResourceState resource) => _resources[resource.LogicalId] = resource;

    public void Remove(ResourceState resource)
    {
        if (Find(resource.LogicalId)?.PhysicalId == resource.PhysicalId)
        {
            _resources.Remove(resource.LogicalId);
        }
    }

    /// <summary>Where a resource stands in the order of creation.</summary>
    public int Place(string logicalId) => _order.IndexOf(logicalId) is var at and >= 0 ? at : int.MaxValue;

    /// <summary>Takes the order of a template as the one to go by.</summary>
    public void OrderAs(StackTemplate template)
    {
        var former = _order.ToList();
        _order.Clear();
        _order.AddRange(template.Resources.Select(resource => resource.LogicalId));
        _order.AddRange(former.Except(_order, StringComparer.Ordinal));
    }

    /// <summary>Gives the stack another status; one that cannot follow is a mistake of the engine's.</summary>
    public Task MoveAsync(string status, string? reason, CancellationToken cancellationToken)
    {
        if (!Stacks.Status.MayFollow(Status, status))
        {
            throw new InvalidOperationException($"A stack does not go from {Status} to {status}.");
        }

        Status = status;
        return TellAsync(options.Name, Id, StackEvent.StackType, status, reason, cancellationToken);
    }

    public Task TellAsync(ResourceState resource, string status, string? reason, CancellationToken cancellationToken) =>
        TellAsync(resource.LogicalId, resource.PhysicalId, resource.Type, status, reason, cancellationToken);

    Task TellAsync(
        string logicalId, string physicalId, string type, string status, string? reason, CancellationToken cancellationToken)
    {
        var told = new StackEvent(options.Time.GetUtcNow(), logicalId, physicalId, type, status, reason);
        _events.Add(told);
        return options.Observe(told, cancellationToken);
    }

    /// <summary>The value behind a reference, in the state in which things are now.</summary>
    /// <exception cref="MissingAttributeException">The resource has no such attribute.</exception>
    public string Resolve(Reference reference)
    {
        if (reference.IsPseudo)
        {
            return Pseudo(reference.LogicalId);
        }

        var resource = Find(reference.LogicalId)!;
        return reference.Attribute is not { } attribute ? resource.PhysicalId
            : resource.Attributes.TryGetValue(attribute, out var value) ? value
            : throw new MissingAttributeException(Complaint(resource, attribute));
    }

    string Pseudo(string name) => name switch
    {
        "AWS::Region" => options.Region,
        "AWS::AccountId" => options.AccountId,
        "AWS::Partition" => "aws",
        "AWS::URLSuffix" => "amazonaws.com",
        "AWS::StackName" => options.Name,
        "AWS::StackId" => Id,
        _ => throw new UnreachableException(name),
    };

    // aws-cdk#29949
    string Complaint(ResourceState resource, string attribute) => resource.AnsweredRequestId is { } request
        ? $"CustomResource attribute error: Vendor response doesn't contain {attribute} key in object "
            + $"{Id}|{resource.LogicalId}|{request} in S3 bucket cloudformation-custom-resource-storage-"
            + options.Region.Replace("-", "", StringComparison.Ordinal)
        : $"Requested attribute {attribute} does not exist in schema for {resource.Type}";
}
