namespace Lockstep.Lambda.Aws.Calling;

/// <summary>Why one attempt failed.</summary>
/// <param name="Reason">What happened, as the middle of a sentence.</param>
/// <param name="Remedy">What a person can do, as a sentence; null when there is nothing to say.</param>
/// <param name="ErrorCode">AWS's code; null when there was no answer.</param>
/// <param name="Passing">Whether another attempt may succeed.</param>
sealed record AwsFailure(string Reason, string? Remedy, string? ErrorCode, bool Passing)
{
    public AwsCallException ToException(string complaint) =>
        new(Remedy is null ? $"{complaint}: {Reason}." : $"{complaint}: {Reason}. {Remedy}", ErrorCode) { IsPassing = Passing };
}
