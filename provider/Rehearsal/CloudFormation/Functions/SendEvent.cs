namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>Hands an event to a function as Lambda does for an asynchronous invocation: it is run later, and again after an
/// error.</summary>
/// <param name="functionArn">The function's ARN.</param>
/// <param name="payload">The event.</param>
/// <returns>What becomes of it; null when there is no such function.</returns>
public delegate QueuedEvent? SendEvent(string functionArn, ReadOnlyMemory<byte> payload);
