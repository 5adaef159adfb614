using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>Hands an event to a function as Lambda does for an asynchronous invocation, retries included.</summary>
/// <param name="functionArn">The function's ARN.</param>
/// <param name="payload">The event.</param>
/// <param name="cancellationToken">Ends the function's process.</param>
/// <returns>How the last run ended; null when there is no such function.</returns>
public delegate Task<FunctionRun?> InvokeFunction(
    string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

/// <summary>The last run of an event.</summary>
/// <param name="Image">The image that ran.</param>
/// <param name="Runs">How often the event was run: 1 to 3.</param>
/// <param name="Result">How it ended.</param>
public sealed record FunctionRun(string Image, int Runs, InvocationResult Result)
{
    /// <summary>How the <c>OnFailure</c> destination ended that was told of it; null: none was.</summary>
    public FunctionRun? Destination { get; init; }
}
