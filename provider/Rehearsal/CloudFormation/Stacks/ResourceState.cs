using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Templates;

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

    /// <summary>What it had when it was last complete: what a request calls old that takes a failed one up again.</summary>
    internal JsonObject? StableProperties { get; init; }

    /// <summary>Whether its last request failed or was cancelled, and which kind that was; null: it is complete.</summary>
    internal RequestKind? Failed { get; init; }

    /// <summary>The id of that request.</summary>
    internal string? FailedRequestId { get; init; }

    /// <summary>The logical ids that it depends on.</summary>
    internal IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>What becomes of it when it leaves its stack.</summary>
    internal string DeletionPolicy { get; init; } = ResourcePolicy.Delete;

    /// <summary>What becomes of it when another takes its place.</summary>
    internal string UpdateReplacePolicy { get; init; } = ResourcePolicy.Delete;

    internal bool IsCustom => TemplateResource.IsCustomType(Type);

    /// <summary>The same, as another template has it: that is nothing that a request is sent for.</summary>
    internal ResourceState As(TemplateResource resource) => this with
    {
        Dependencies = resource.Dependencies,
        DeletionPolicy = resource.DeletionPolicy,
        UpdateReplacePolicy = resource.UpdateReplacePolicy,
    };

    /// <summary>With what an answer says.</summary>
    internal ResourceState Answered(ResourceReady ready) => this with
    {
        PhysicalId = ready.PhysicalId,
        Attributes = ready.Attributes,
        AnsweredRequestId = ready.RequestId,
    };
}
