using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>The last run of an event.</summary>
/// <param name="Image">The image that ran.</param>
/// <param name="Runs">How often the event was run: 1 to 3; 0 when it grew too old before.</param>
/// <param name="Result">How it ended; null when it was not run.</param>
public sealed record FunctionRun(string Image, int Runs, InvocationResult? Result)
{
    /// <summary>How the <c>OnFailure</c> destination ended that was told of it; null: none was.</summary>
    public FunctionRun? Destination { get; init; }
}
