using System.Text.Json;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary><c>unlock</c>: ends the one server process that holds the schema's lock, and needs no lock for it.</summary>
static class Unlocking
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public static async Task<JsonElement> RunAsync(
        Observation observed, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var place = await Place.ReadAsync(observed, cancellationToken);
        var holder = await LockHolder.FindAsync(observed, cancellationToken);
        var (outcome, message) = holder is null
            ? (UnlockOutcome.NotHeld, $"Nobody holds the lock of schema \"{place.Schema}\".")
            : await EndAsync(observed, holder, cancellationToken);
        var document = new UnlockDocument { Place = place, Outcome = outcome, Message = message, Holder = holder };
        return JsonSerializer.SerializeToElement(document, OperatorDocuments.Default.UnlockDocument);
    }

    static async Task<(UnlockOutcome Outcome, string Message)> EndAsync(
        Observation observed, LockHolder holder, CancellationToken cancellationToken)
    {
        try
        {
            var ended = await observed.Connection.QueryAsync(
                Terminate(observed, holder.Pid), row => row.GetBoolean(0), cancellationToken);
            if (ended is [true])
            {
                observed.Target.Context.Log.LockEnded(holder.Pid, observed.Target.Properties.Schema);
            }

            return ended switch
            {
                [] => (UnlockOutcome.LetGo, $"Process {holder.Pid} has just let go of the lock by itself."),
                [true] => (UnlockOutcome.Ended, $"Process {holder.Pid} is ended; what it had not committed is rolled back."),
                _ => (UnlockOutcome.StillThere,
                    $"Process {holder.Pid} was told to end and is still there. "
                        + "It ends when what it waits for lets it; ask again."),
            };
        }
        catch (PostgresException denied) when (denied.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return (UnlockOutcome.Denied,
                $"Process {holder.Pid} was not ended: {denied.MessageText}. Sign in as {holder.User ?? "its user"}, or "
                    + $"GRANT pg_signal_backend TO {Quoting.Identifier(observed.Standing.Schema.Migrator)}; "
                    + "a superuser's process only a superuser ends.");
        }
    }

    // Looked for once more in the same statement: a process that has ended may have left its number to somebody else. The
    // server itself waits until the process is gone.
    static Sql Terminate(Observation observed, int pid) => new(
        $"""
        WITH holder AS MATERIALIZED (SELECT l.pid FROM pg_locks l WHERE {LockKey.IsHold("$1")} AND l.pid = $2)
        SELECT pg_terminate_backend(pid, $3) FROM holder
        """,
        Sql.Value(LockKey.ForSchema(observed.Target.Properties.Schema)), Sql.Value(pid), Sql.Value(WaitOf(observed)));

    static long WaitOf(Observation observed)
    {
        var left = observed.Target.Context.Deadline.WorkTimeLeft / 2;
        return (long)(left < LongestWait ? left : LongestWait).TotalMilliseconds;
    }
}
