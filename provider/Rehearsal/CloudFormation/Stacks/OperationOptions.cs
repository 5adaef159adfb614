namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What a CreateStack or an UpdateStack is told besides the template.</summary>
public sealed record OperationOptions
{
    public static OperationOptions Default { get; } = new();

    /// <summary>A failure stops the operation where it is; what does not depend on it goes on. Then an UpdateStack takes it up
    /// again, or a RollbackStack or a DeleteStack ends it
    /// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html).</summary>
    public bool DisableRollback { get; init; }
}
