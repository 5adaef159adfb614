using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Indexes;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.SeveralRuns;

/// <summary>Tells what failed for want of time from what would have failed at any time.</summary>
static class Lateness
{
    /// <summary>Whether a run ended because its time did.</summary>
    public static bool IsReason(Exception exception, CancellationToken cancellationToken) =>
        exception is BatchesUnfinishedException || (cancellationToken.IsCancellationRequested && exception switch
        {
            OperationCanceledException or BlockedException or BuildStoppedException or ConnectFailure { IsPassing: true } => true,
            ScriptFailedException failed => failed.SqlState == PostgresErrorCodes.QueryCanceled,
            PostgresException server => server.SqlState == PostgresErrorCodes.QueryCanceled,
            _ => Transience.IsLinkLost(exception),
        });
}
