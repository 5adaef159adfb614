namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>How the three tries of a cleanup follow one another. That there are three is known; that a function went five seconds
/// after a Delete it had not answered was seen (aws-cdk#2126), so that a later try may find none.</summary>
public enum CleanupTries
{
    /// <summary>All that has to go is tried, and what resists again with the next pass.</summary>
    Passes,

    /// <summary>Each is tried three times before the next.</summary>
    Consecutive,
}
