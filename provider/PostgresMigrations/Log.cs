using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations;

static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Attempt {Attempt} to connect failed and is repeated: {Failure}")]
    public static partial void DatabaseUnreachable(this ILogger log, int attempt, string failure);

    [LoggerMessage(101, LogLevel.Information, "{Severity} from the database: {Notice}")]
    public static partial void DatabaseNotice(this ILogger log, string severity, string notice);

    [LoggerMessage(102, LogLevel.Warning, "Server process {Pid} has no use for the lock any more, and is ended")]
    public static partial void RunEvicted(this ILogger log, int pid);

    [LoggerMessage(
        103, LogLevel.Warning, "The transaction that began with {Script} is run again after attempt {Attempt}: {Failure}")]
    public static partial void SegmentRetried(this ILogger log, string script, int attempt, string failure);

    [LoggerMessage(
        104,
        LogLevel.Warning,
        "Rolling back could not be confirmed; the server does it when it notices that the connection is gone: {Failure}")]
    public static partial void RollBackFailed(this ILogger log, string failure);

    [LoggerMessage(105, LogLevel.Debug, "DbUp: {Text}")]
    public static partial void DbUp(this ILogger log, string text);

    [LoggerMessage(106, LogLevel.Information, "{Step} of {Count}: {Script}")]
    public static partial void StepDone(this ILogger log, int step, int count, string script);

    [LoggerMessage(107, LogLevel.Error, "The rollback kept what it could not revert: {Reason}")]
    public static partial void RollbackNotReverted(this ILogger log, string reason);

    [LoggerMessage(108, LogLevel.Warning, "{Warning}")]
    public static partial void Warning(this ILogger log, string warning);

    [LoggerMessage(
        110, LogLevel.Warning, "The connection broke, and the request is carried out again after attempt {Attempt}: {Failure}")]
    public static partial void LinkLost(this ILogger log, int attempt, string failure);

    [LoggerMessage(109, LogLevel.Error, "The deployment failed")]
    public static partial void DeploymentFailed(this ILogger log, Exception exception);

    [LoggerMessage(111, LogLevel.Warning, "The change of the role is tried again after attempt {Attempt}: {Failure}")]
    public static partial void RoleRetried(this ILogger log, int attempt, string failure);

    [LoggerMessage(120, LogLevel.Warning, "Lint: {Finding}")]
    public static partial void DangerFound(this ILogger log, string finding);
}
