namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What a rollback does with a custom resource whose update gave another physical id. That the new one is deleted is
/// known; whether a swapped Update goes before that is not.</summary>
public enum ReplacedRollback
{
    /// <summary>The swapped Update with the new id; then whichever id it does not return is deleted.</summary>
    UpdateThenDelete,

    /// <summary>The stack has the old one again without asking, and the new one is deleted.</summary>
    RepointOnly,
}
