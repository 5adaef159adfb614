namespace Lockstep.PostgresMigrations.Running.Committing;

/// <summary>COMMIT was sent and its reply never came: only the journal can tell whether it happened.</summary>
sealed class CommitUnknownException(Exception inner) : Exception("The reply to COMMIT was lost.", inner);
