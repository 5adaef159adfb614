using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Gateway;

/// <summary>Invokes a function and waits for its result; null when there is no such function.</summary>
public delegate Task<InvocationResult?> InvokeAndWait(
    string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
