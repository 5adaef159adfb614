namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What a rollback puts back first. AWS documents the order of an update, not that of a rollback: all are
/// possible.</summary>
public enum RollbackOrder
{
    /// <summary>Dependencies first, as in an update: the old function answers for its custom resources.</summary>
    FunctionFirst,

    /// <summary>Custom resources first: the new function still answers for them.</summary>
    ResourceFirst,

    /// <summary>What answers for custom resources is not put back at all, as where it belongs to another stack.</summary>
    HandlerNotRolledBack,
}
