using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What a stack has on record of one resource.</summary>
public sealed record ResourceState
{
    /// <summary>Its key in the template.</summary>
    public required string LogicalId { get; init; }

    /// <summary>As in <c>AWS::Lambda::Function</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Empty until there is one.</summary>
    public string PhysicalId { get; init; } = "";

    /// <summary>What it was last sent: references resolved, every scalar a string.</summary>
    public JsonObject Properties { get; init; } = [];

    /// <summary>For Fn::GetAtt.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The request that gave the attributes; null for what no function answers.</summary>
    public string? AnsweredRequestId { get; init; }
}
