using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Running.Indexes;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;

namespace Lockstep.PostgresMigrations.Running.SeveralRuns;

/// <summary>The time to work was over before the scripts were done.</summary>
sealed class OutOfTimeException(Exception inner) : CustomResourceException(Text(inner), inner)
{
    static string Text(Exception inner)
    {
        // A statement that failed for good, or again and again for want of a lock, says more than the clock.
        var last = inner is BlockedException or BuildStoppedException
            || inner is ScriptFailedException failed && failed.SqlState != Npgsql.PostgresErrorCodes.QueryCanceled
            ? $"{Sentence.Of(inner.Message)} "
            : string.Empty;
        return $"{last}The function's time was over before the scripts were done, and what was not committed is rolled back. "
            + "Give the function a longer Timeout (up to 900 s), or split the scripts over several deployments; "
            + "with Transaction: Script, those that are done stay done.";
    }
}
