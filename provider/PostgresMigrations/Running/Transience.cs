using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Which failures are worth another try of a whole transaction.</summary>
static class Transience
{
    public static bool IsTransient(Exception exception) => IsLinkLost(exception) || SqlStateOf(exception) is
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>The connection is of no use any more.</summary>
    public static bool IsLinkLost(Exception exception) => exception is CommitUnknownException
        || (exception is NpgsqlException and not PostgresException)
        || SqlStateOf(exception) is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.IdleSessionTimeout;

    static string? SqlStateOf(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState,
        ScriptFailedException script => script.SqlState,
        _ => null,
    };
}
