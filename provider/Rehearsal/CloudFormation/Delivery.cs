namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>One HTTP request that reached the bucket, accepted or not.</summary>
/// <param name="Method">As sent.</param>
/// <param name="Path">As sent, without the query, which is a secret.</param>
/// <param name="Headers">As sent; names compare without case.</param>
/// <param name="Body">The bytes as sent; empty when the request was turned away before its body.</param>
/// <param name="At">By the bucket's clock.</param>
/// <param name="Status">What the sender was answered; null: nothing.</param>
/// <param name="IsStored">Whether the bucket holds it, and CloudFormation would read it.</param>
public sealed record Delivery(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset At,
    int? Status,
    bool IsStored);
