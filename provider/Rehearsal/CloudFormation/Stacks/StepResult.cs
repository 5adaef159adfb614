namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What became of one resource in an operation.</summary>
enum StepResult
{
    /// <summary>Its properties are what they were: it was not asked.</summary>
    Unchanged,
    Done,
    Failed,

    /// <summary>Its properties could not be made, or are refused: it failed before anybody was asked.</summary>
    NotAsked,
}
