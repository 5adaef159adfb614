namespace Lockstep.Rehearsal.Traffic;

/// <summary>One try to place an order.</summary>
/// <param name="Window">When it was sent.</param>
/// <param name="OrderId">The order that was acknowledged; null: none was.</param>
/// <param name="Error">What came instead; null: nothing.</param>
/// <param name="IsDoubtful">Nobody can know whether the order was placed.</param>
public sealed record Attempt(Window Window, long? OrderId, string? Error, bool IsDoubtful = false)
{
    /// <summary>When the answer came: what made it an error may have begun while it was under way.</summary>
    public Window Until { get; init; } = Window;
}
