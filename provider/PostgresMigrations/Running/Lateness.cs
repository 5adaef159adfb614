using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Tells what failed for want of time from what would have failed at any time.</summary>
static class Lateness
{
    /// <summary>Whether a run ended because its time did.</summary>
    public static bool IsReason(Exception exception, CancellationToken cancellationToken) =>
        exception is BatchesUnfinishedException || (cancellationToken.IsCancellationRequested && exception switch
        {
            OperationCanceledException or BlockedException or BuildStoppedException => true,
            ScriptFailedException failed => failed.SqlState == PostgresErrorCodes.QueryCanceled,
            PostgresException server => server.SqlState == PostgresErrorCodes.QueryCanceled,
            _ => Transience.IsLinkLost(exception),
        });
}
