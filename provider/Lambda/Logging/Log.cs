using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Logging;

static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Initialisation failed with {ErrorType}; the process ends")]
    public static partial void InitialisationFailed(this ILogger log, Exception? exception, string errorType);

    [LoggerMessage(2, LogLevel.Error, "Restoring from the snapshot failed with {ErrorType}; the process ends")]
    public static partial void RestoreFailed(this ILogger log, Exception? exception, string errorType);

    [LoggerMessage(3, LogLevel.Error, "The invocation failed with {ErrorType}")]
    public static partial void InvocationFailed(this ILogger log, Exception? exception, string errorType);

    [LoggerMessage(4, LogLevel.Error, "An error could not be named, its own type is reported instead")]
    public static partial void NamingFailed(this ILogger log, Exception exception);

    [LoggerMessage(5, LogLevel.Critical, "{Refusal}; the process ends")]
    public static partial void RuntimeApiRefused(this ILogger log, string refusal);

    [LoggerMessage(6, LogLevel.Warning, "No connection to the Runtime API ({Reason}); next attempt in {Pause}")]
    public static partial void Reconnecting(this ILogger log, string reason, TimeSpan pause);

    [LoggerMessage(7, LogLevel.Error, "The answer of {Bytes} bytes was too large, the caller gets an error: {Reason}")]
    public static partial void AnswerTooLarge(this ILogger log, int bytes, string reason);

    [LoggerMessage(8, LogLevel.Warning, "The Runtime API no longer waits for this answer: {Reason}")]
    public static partial void AnswerNotWanted(this ILogger log, string reason);

    [LoggerMessage(9, LogLevel.Warning, "{Complaint}: {Reason}; trying again")]
    public static partial void AwsCallRepeated(this ILogger log, string complaint, string reason);
}
