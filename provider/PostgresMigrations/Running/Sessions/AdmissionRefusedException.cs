using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>The database is there, but this request may not work on it; nothing was run.</summary>
sealed class AdmissionRefusedException(string message, Exception? inner = null) : CustomResourceException(message, inner)
{
    /// <summary>Somebody else kept the lock: nothing was looked at, so nothing may be claimed.</summary>
    public bool IsForLock { get; private init; }

    /// <summary>The lock was not to be had, and another run of the same request may have had it, or have it.</summary>
    public bool MayBeAtWork { get; private init; }

    /// <summary>Not the writer, or not any more.</summary>
    public bool IsForReadOnly { get; private init; }

    public static AdmissionRefusedException For(PostgresException exception, ConnectionSettings settings) =>
        exception.SqlState switch
        {
            JournalGuard.NotTrusted => new(
                $"The journal in schema lockstep of {Place(settings)} cannot be trusted: {exception.MessageText}. "
                + "Its stored SQL would be run as this migrator, so only the migrator's own roles may own or write it. "
                + "Revoke that, then deploy again.",
                exception),
            PostgresErrorCodes.InsufficientPrivilege => new(
                $"{Place(settings)}: {exception.MessageText}. The migrator keeps its journal in schema lockstep: "
                + "grant it CREATE on the database, or ownership of that schema and its tables.",
                exception),
            PostgresErrorCodes.ReadOnlySqlTransaction => new(
                $"{Place(settings)} is read-only: {exception.MessageText}. "
                + SqlStates.Of(exception.SqlState).Advice,
                exception)
            { IsForReadOnly = true },
            _ => new(
                $"{Place(settings)}: recording the request in schema lockstep failed with {exception.SqlState} "
                + $"{Sentence.Of(exception.MessageText)} {SqlStates.Of(exception.SqlState).Remedy}",
                exception),
        };

    public static AdmissionRefusedException ForPooler(ConnectionSettings settings) => new(
        $"{Place(settings)} is behind a pooler that changes the session between transactions: "
        + "neither a lock nor a setting would hold there. Host must be the server itself, or a pooler in session mode.");

    /// <param name="schema">The lock's.</param>
    /// <param name="holder">Who has it, in words; null where nobody does any more.</param>
    /// <param name="runs">How many runs the request has had so far.</param>
    public static AdmissionRefusedException ForLock(string schema, string? holder, int runs) => new(
        $"Another migrator holds the lock of schema \"{schema}\" and did not let go in time: {holder ?? "it has just ended"}. "
        + "Wait for it, or end it with the command unlock or SELECT pg_terminate_backend(pid), then try again.")
    { IsForLock = true, MayBeAtWork = runs > 1 };

    static string Place(ConnectionSettings settings) => $"Database \"{settings.Database}\" on {settings.Host}:{settings.Port}";
}
