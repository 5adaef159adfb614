namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>One stack event, as DescribeStackEvents gives them.</summary>
/// <param name="At">When.</param>
/// <param name="LogicalResourceId">The resource's, or the stack's name.</param>
/// <param name="PhysicalResourceId">Empty until there is one.</param>
/// <param name="ResourceType">Of the resource; <c>AWS::CloudFormation::Stack</c> for the stack itself.</param>
/// <param name="ResourceStatus">See <see cref="Status"/>.</param>
/// <param name="ResourceStatusReason">Null without one.</param>
public sealed record StackEvent(
    DateTimeOffset At,
    string LogicalResourceId,
    string PhysicalResourceId,
    string ResourceType,
    string ResourceStatus,
    string? ResourceStatusReason)
{
    /// <summary>The type of the stack itself.</summary>
    public const string StackType = "AWS::CloudFormation::Stack";
}
