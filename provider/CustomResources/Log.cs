using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources;

static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Type} requested; properties: {Names}")]
    public static partial void Requested(this ILogger log, string? type, string names);

    [LoggerMessage(2, LogLevel.Warning, "Properties that don't bind are ignored: {Places}")]
    public static partial void PropertiesIgnored(this ILogger log, string places);

    [LoggerMessage(3, LogLevel.Error, "Validating the properties failed")]
    public static partial void ValidationFailed(this ILogger log, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Ignored in the event: {Remark}")]
    public static partial void EventRemark(this ILogger log, string remark);

    [LoggerMessage(5, LogLevel.Error, "The request failed")]
    public static partial void RequestFailed(this ILogger log, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "Ended without an answer: {Reason}")]
    public static partial void RequestSuperseded(this ILogger log, string reason);

    [LoggerMessage(7, LogLevel.Warning, "The work goes on after it was given up; its result will be dropped")]
    public static partial void WorkGivenUp(this ILogger log);

    [LoggerMessage(8, LogLevel.Warning, "Work that had been given up ended after {Seconds} s and was dropped: {Outcome}")]
    public static partial void LateResult(this ILogger log, int seconds, string outcome);

    [LoggerMessage(9, LogLevel.Warning, "Work that had been given up failed after {Seconds} s")]
    public static partial void LateFailure(this ILogger log, Exception exception, int seconds);

    [LoggerMessage(10, LogLevel.Warning, "A Delete cannot change the physical id; {Id} was ignored")]
    public static partial void DeleteChangedId(this ILogger log, string id);

    [LoggerMessage(12, LogLevel.Warning, "The answer was not accepted (attempt {Attempt}): {Problem}")]
    public static partial void AttemptFailed(this ILogger log, int attempt, string problem);

    [LoggerMessage(13, LogLevel.Error, "The answer could not be delivered: {Problem}")]
    public static partial void NotDelivered(this ILogger log, string problem);

    [LoggerMessage(EventId = 14, Message = "Answered {Status} after {Milliseconds} ms with id {Id}. {Reason}")]
    public static partial void Answered(
        this ILogger log, LogLevel level, string status, long milliseconds, string id, string reason);

    [LoggerMessage(15, LogLevel.Error, "{Problem}")]
    public static partial void EventRefused(this ILogger log, string problem);

    [LoggerMessage(16, LogLevel.Error, "The function could not start; every event is answered so")]
    public static partial void StartFailed(this ILogger log, Exception exception);

    [LoggerMessage(17, LogLevel.Information, "Run {Run} of a request that was begun at {StartedAt:u}")]
    public static partial void RunBegun(this ILogger log, int run, DateTimeOffset startedAt);

    [LoggerMessage(18, LogLevel.Information, "Not done after {Milliseconds} ms; run {Run} goes on, and nothing is answered yet")]
    public static partial void HandedOn(this ILogger log, long milliseconds, int run);

    [LoggerMessage(19, LogLevel.Warning, "Not done after {Milliseconds} ms, and left to Lambda's own retry: {Problem}")]
    public static partial void LeftToLambda(this ILogger log, long milliseconds, string problem);

    [LoggerMessage(40, LogLevel.Information, "An operator asks for {Command}; properties: {Names}")]
    public static partial void CommandAsked(this ILogger log, string command, string names);

    [LoggerMessage(41, LogLevel.Information, "The operator's {Command} ended after {Milliseconds} ms")]
    public static partial void CommandDone(this ILogger log, string command, long milliseconds);

    [LoggerMessage(42, LogLevel.Error, "The operator's {Command} could not be carried out")]
    public static partial void CommandFailed(this ILogger log, Exception exception, string command);
}
