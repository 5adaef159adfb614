using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations;

static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Attempt {Attempt} to connect failed and is repeated: {Failure}")]
    public static partial void DatabaseUnreachable(this ILogger log, int attempt, string failure);

    [LoggerMessage(EventId = 101, Message = "{Severity} from the database: {Notice}")]
    public static partial void DatabaseNotice(this ILogger log, LogLevel level, string severity, string notice);

    [LoggerMessage(
        102, LogLevel.Warning,
        "An earlier run of this resource holds what this one needs, and does not count any more: server process {Pid} is ended")]
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

    [LoggerMessage(112, LogLevel.Information, "{Script} is not in the transaction before it: {Because}")]
    public static partial void SegmentCut(this ILogger log, string script, string because);

    [LoggerMessage(113, LogLevel.Information, "{Script} is done: {Batches} batches, {Rows} rows")]
    public static partial void BatchesDone(this ILogger log, string script, int batches, long rows);

    [LoggerMessage(114, LogLevel.Warning, "The INVALID index {Index} that an earlier build left was dropped")]
    public static partial void InvalidIndexDropped(this ILogger log, string index);

    [LoggerMessage(115, LogLevel.Warning, "{Script} goes on behind its first {Done} statements, which an earlier run has done")]
    public static partial void ScriptResumed(this ILogger log, string script, int done);

    [LoggerMessage(116, LogLevel.Information, "{Message}")]
    public static partial void GoesOn(this ILogger log, string message);

    [LoggerMessage(109, LogLevel.Error, "The deployment failed")]
    public static partial void DeploymentFailed(this ILogger log, Exception exception);

    [LoggerMessage(150, LogLevel.Information, "Deployed version {Version}: {Applied} applied, {Reverted} reverted")]
    public static partial void Deployed(this ILogger log, string version, int applied, int reverted);

    [LoggerMessage(151, LogLevel.Information, "Rolled back to version {Version}: {Reverted} reverted, {Reapplied} applied again")]
    public static partial void RolledBack(this ILogger log, string version, int reverted, int reapplied);

    [LoggerMessage(111, LogLevel.Warning, "The change of the role is tried again after attempt {Attempt}: {Failure}")]
    public static partial void RoleRetried(this ILogger log, int attempt, string failure);

    [LoggerMessage(
        120, LogLevel.Information, "No file of this image, and so left as they are: the applied repeatable scripts {Scripts}")]
    public static partial void RepeatablesGone(this ILogger log, string scripts);

    [LoggerMessage(
        121, LogLevel.Warning,
        "Not run, because the schema is not at the newest version of this image, to which they belong: {Scripts}")]
    public static partial void RepeatablesWithheld(this ILogger log, string scripts);

    [LoggerMessage(122, LogLevel.Information, "It is tried with more of the repeatable scripts out of the way: {Failure}")]
    public static partial void MoreSetAside(this ILogger log, string failure);

    [LoggerMessage(123, LogLevel.Information, "Passed over, for the script that is taken back was cut off before it: {Failure}")]
    public static partial void StatementPassed(this ILogger log, string failure);

    [LoggerMessage(124, LogLevel.Warning, "What was set aside could not be put back yet: {Failure}")]
    public static partial void StillAside(this ILogger log, string failure);

    [LoggerMessage(126, LogLevel.Warning, "A partition that an earlier run had half detached is detached now: {Statement}")]
    public static partial void DetachmentFinalized(this ILogger log, string statement);

    [LoggerMessage(130, LogLevel.Warning, "An operator ended server process {Pid}, which held the lock of schema {Schema}")]
    public static partial void LockEnded(this ILogger log, int pid, string schema);

    [LoggerMessage(140, LogLevel.Warning, "Lint: {Finding}")]
    public static partial void DangerFound(this ILogger log, string finding);

    [LoggerMessage(141, LogLevel.Warning, "Why it failed could not be recorded in the database: {Failure}")]
    public static partial void NotRecorded(this ILogger log, string failure);

    [LoggerMessage(142, LogLevel.Information, "The Delete of what was never created is not on record: {Failure}")]
    public static partial void NothingOnRecord(this ILogger log, string failure);
}
