namespace Lockstep.Lambda.Aws.Calling;

/// <summary>What one attempt came to: a body, or a failure.</summary>
sealed record AwsReply(ReadOnlyMemory<byte> Body, AwsFailure? Failure)
{
    public static AwsReply Failed(AwsFailure failure) => new(ReadOnlyMemory<byte>.Empty, failure);
}
