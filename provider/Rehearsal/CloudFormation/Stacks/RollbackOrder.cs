namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What a rollback puts back first. AWS documents the order of an update, not that of a rollback: both are
/// possible.</summary>
public enum RollbackOrder
{
    /// <summary>Dependencies first, as in an update: the old function answers for its custom resources.</summary>
    FunctionFirst,

    /// <summary>Custom resources first: the new function still answers for them.</summary>
    ResourceFirst,
}
