using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What is to be deleted, and why.</summary>
sealed record Leftover(ResourceState State, Departure Why)
{
    /// <summary>Whether its template says that it stays.</summary>
    public bool IsRetained => Why == Departure.Replaced
        ? State.UpdateReplacePolicy == ResourcePolicy.Retain
        : State.DeletionPolicy == ResourcePolicy.Retain
            || (State.DeletionPolicy == ResourcePolicy.RetainExceptOnCreate && Why != Departure.CreationRolledBack);
}

/// <summary>Why a resource leaves its stack.</summary>
enum Departure
{
    /// <summary>The stack goes, or its template no longer has it.</summary>
    Removed,

    /// <summary>Another copy of it has taken its place.</summary>
    Replaced,

    /// <summary>The operation that created it is rolled back.</summary>
    CreationRolledBack,
}
