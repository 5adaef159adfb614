namespace Lockstep.Lambda.Aws;

/// <summary>
/// A call to AWS failed. The message names what was asked for, AWS's error code and the remedy, and fits into an
/// answer: it holds no secret, token or signature.
/// </summary>
public sealed class AwsCallException : Exception
{
    internal AwsCallException(string message, string? errorCode)
        : base(message) => ErrorCode = errorCode;

    /// <summary>
    /// AWS's error code, for example <c>AccessDeniedException</c>; null when AWS was not asked or did not answer.
    /// </summary>
    public string? ErrorCode { get; }

    /// <summary>
    /// Whether the same call may succeed later: AWS was busy or not to be reached. What it refused, it refuses again.
    /// </summary>
    public bool IsPassing { get; internal init; }
}
