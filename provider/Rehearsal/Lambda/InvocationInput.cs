namespace Lockstep.Rehearsal.Lambda;

/// <summary>What a function is invoked with.</summary>
/// <param name="Payload">The event's bytes, handed over unchanged.</param>
public sealed record InvocationInput(ReadOnlyMemory<byte> Payload)
{
    /// <summary>
    /// Lambda's id of the invocation: new each time, except that a retry of an asynchronous event repeats it.
    /// </summary>
    public string AwsRequestId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>How long this one invocation may take; null: as long as the function's others.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The X-Ray header. Null: one is made up. Empty: the header is left out, as AWS's emulator does.
    /// </summary>
    public string? TraceId { get; init; }
}
