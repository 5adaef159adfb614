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
            ScriptFailedException { SqlState: PostgresErrorCodes.QueryCanceled } => true,
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => true,

            // It would have been tried again: what was waited for may be free in the next run.
            _ => Transience.IsTransient(exception),
        });
}
