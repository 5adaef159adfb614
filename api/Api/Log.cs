namespace Lockstep.Api;

/// <summary>All that is logged. Neither a connection string nor a token gets there.</summary>
static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A request failed.")]
    public static partial void RequestFailed(this ILogger log, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The database cannot be reached: {What}: {Reason}")]
    public static partial void DatabaseUnreachable(this ILogger log, string what, string reason);

    [LoggerMessage(3, LogLevel.Error, "The database refused: {SqlState}: {Reason}")]
    public static partial void DatabaseRefused(this ILogger log, string sqlState, string reason);

    [LoggerMessage(4, LogLevel.Warning, "A connection was broken; the request is tried once more on a new one.")]
    public static partial void ConnectionReplaced(this ILogger log);
}
