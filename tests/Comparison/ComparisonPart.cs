namespace Lockstep.Comparison;

/// <summary>What is played.</summary>
enum ComparisonPart
{
    /// <summary>Every tool by itself and in a stack.</summary>
    All,

    /// <summary>The tools in a stack.</summary>
    Stacks,

    /// <summary>Of these what the build brings and takes a few minutes: Lockstep and DbUp, and not the long waits.</summary>
    Built,
}
