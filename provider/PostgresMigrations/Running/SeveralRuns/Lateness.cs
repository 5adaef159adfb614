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
    /// <summary>
    /// Carries a deployment out that has the lock. Where its time is over in front of the scripts, or between them, another run
    /// goes on, as one does where it is over in the middle of a script.
    /// </summary>
    /// <exception cref="GoesOnException">Another run may follow, and would come further.</exception>
    public static async Task<T> RunAsync<T>(
        MigratorSession session, Func<Task<T>> runAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await runAsync();
        }
        catch (Exception exception) when (IsReason(exception, cancellationToken) && session.MayGoOn)
        {
            throw new GoesOnException(session.Headway.ToOutcome(), "the plan", exception);
        }
    }

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
