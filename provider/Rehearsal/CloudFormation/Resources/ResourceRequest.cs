using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>What the engine asks of a resource.</summary>
/// <param name="Kind"><c>Create</c>, <c>Update</c> or <c>Delete</c>.</param>
/// <param name="StackId">The stack's ARN.</param>
/// <param name="StackName">The stack's name.</param>
/// <param name="LogicalId">The resource's key in the template.</param>
/// <param name="Type">Its type.</param>
/// <param name="PhysicalId">The id on record; null in a Create.</param>
/// <param name="Properties">References resolved, every scalar a string.</param>
/// <param name="OldProperties">What it had before; null except in an Update.</param>
public sealed record ResourceRequest(
    RequestKind Kind,
    string StackId,
    string StackName,
    string LogicalId,
    string Type,
    string? PhysicalId,
    JsonObject Properties,
    JsonObject? OldProperties)
{
    /// <summary>Of the request, in an event to a function.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Where new ids come from.</summary>
    public Chance Chance { get; init; } = Chance.Real;

    /// <summary>The stack's region, from its ARN.</summary>
    public string Region => StackId.Split(':')[3];

    /// <summary>The stack's account, from its ARN.</summary>
    public string AccountId => StackId.Split(':')[4];
}

/// <summary>The kinds of request, spelled as in <c>RequestType</c>.</summary>
public enum RequestKind
{
    Create,
    Update,
    Delete,
}
