using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>The role cannot be what the template wants; nothing was changed.</summary>
sealed class RoleRefusedException(string message, Exception? inner = null) : CustomResourceException(message, inner)
{
    const string LetGo =
        "Let the transaction that has the lock end, or end it with pg_terminate_backend; then try again.";

    /// <summary>Somebody else kept the lock: nothing was looked at, so nothing may be claimed.</summary>
    public bool IsForLock { get; private init; }

    public RoleRefusedException(string role, IReadOnlyList<string> findings)
        : this($"Role \"{role}\" was not changed. {string.Join(" ", findings)}")
    {
    }

    public static RoleRefusedException ForLock() => new(
        "Another change of roles in this database did not end in time. Try again; if it persists, find the session that holds "
        + "the advisory lock in pg_locks, and end it with pg_terminate_backend.")
    { IsForLock = true };

    /// <param name="target">The role.</param>
    /// <param name="exception">What the database said, or who was in the way.</param>
    public static RoleRefusedException For(RoleTarget target, Exception exception)
    {
        var verb = target.Context.RequestType == "Delete" ? "dropped" : "changed";
        return new($"Role \"{target.Role}\" was not {verb}: {Why(target.Role, exception)}", exception);
    }

    static string Why(string role, Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
            $"{Sentence.Of(denied.MessageText)} {RightMissing(role, denied.MessageText)}",
        PostgresException { SqlState: PostgresErrorCodes.InvalidGrantOperation } circle =>
            $"{Sentence.Of(circle.MessageText)} REVOKE that membership, as who granted it; then delete again.",
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected } held =>
            $"{held.SqlState} {Sentence.Of(held.MessageText)} {LetGo}",
        PostgresException other =>
            $"{other.SqlState} {Sentence.Of(other.MessageText)} {SqlStates.Of(other.SqlState).Remedy}",
        _ => $"{exception.Message} {LetGo}",
    };

    static string RightMissing(string role, string message) => message.Contains("rds_password", StringComparison.Ordinal)
        ? "GRANT rds_password TO the migrator, or switch rds.restrict_password_commands off."
        : "The migrator needs CREATEROLE and, for a role that somebody else created, "
            + $"GRANT \"{role}\" TO the migrator WITH ADMIN OPTION; grants need ownership of what is granted.";
}
