using Lockstep.CustomResources;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>The role cannot be what the template wants; nothing was changed.</summary>
sealed class RoleRefusedException(string message, Exception? inner = null) : CustomResourceException(message, inner)
{
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

    public static RoleRefusedException For(string role, PostgresException exception) => new(
        exception.SqlState switch
        {
            PostgresErrorCodes.InsufficientPrivilege =>
                $"Role \"{role}\" was not changed: {exception.MessageText}. The migrator needs CREATEROLE and, for a role that "
                + $"somebody else created, GRANT \"{role}\" TO the migrator WITH ADMIN OPTION; grants need ownership of what is "
                + "granted.",
            PostgresErrorCodes.ReadOnlySqlTransaction =>
                $"Role \"{role}\" was not changed: {exception.MessageText}. Host must be the writer's endpoint.",
            var other => $"Role \"{role}\" was not changed: {other} {exception.MessageText}.",
        },
        exception);
}
