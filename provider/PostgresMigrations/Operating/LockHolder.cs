using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>
/// The server process that holds a schema's lock. Of its statement only the first words are told: the rest may hold anything, a
/// password among it.
/// </summary>
/// <param name="Pid">What <c>pg_terminate_backend</c> takes.</param>
/// <param name="Application">As it calls itself.</param>
/// <param name="User">Who is signed in there.</param>
/// <param name="Client">Its address; null over a local socket.</param>
/// <param name="ConnectedAt">Since when it is connected; like all that follows unknown to a user with few rights.</param>
/// <param name="State">active, idle, idle in transaction...</param>
/// <param name="WaitsFor">What the server says that it waits for, as <c>Lock: relation</c>.</param>
/// <param name="TransactionSince">When its transaction began; null outside one.</param>
/// <param name="StatementSince">When its statement, or the last one, began.</param>
/// <param name="Statement">How that begins: <c>CREATE INDEX</c>.</param>
/// <param name="DeploymentId">The recorded request that it carries out; null where none says so.</param>
sealed record LockHolder(
    int Pid, string? Application, string? User, string? Client, DateTime? ConnectedAt, string? State, string? WaitsFor,
    DateTime? TransactionSince, DateTime? StatementSince, string? Statement, long? DeploymentId)
{
    /// <summary>Null where nobody holds it.</summary>
    public static async Task<LockHolder?> FindAsync(Observation observed, CancellationToken cancellationToken)
    {
        var deployment = observed.Journal.State == JournalTrust.Trusted
            ? """
              (SELECT max(d.id) FROM lockstep.deployment d WHERE d.backend_pid = l.pid AND d.state IN ('running', 'committing'))
              """
            : "NULL::bigint";
        var holders = await observed.Connection.QueryAsync(
            new Sql(
                $"""
                SELECT l.pid, nullif(a.application_name, ''), a.usename::text, host(a.client_addr), a.backend_start, a.state,
                  a.wait_event_type || ': ' || a.wait_event, a.xact_start, a.query_start,
                  upper(substring(a.query FROM '^\s*([A-Za-z]+(?:\s+[A-Za-z]+(?![A-Za-z0-9_(."$]))?)')), {deployment}
                FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE {LockKey.IsHold("$1")}
                """,
                Sql.Value(LockKey.ForSchema(observed.Target.Properties.Schema))),
            Of,
            cancellationToken);
        return holders.Count > 0 ? holders[0] : null;
    }

    static LockHolder Of(NpgsqlDataReader row) => new(
        row.GetInt32(0), row.Text(1), row.Text(2), row.Text(3), row.Time(4), row.Text(5), row.Text(6), row.Time(7), row.Time(8),
        row.Text(9), row.IsDBNull(10) ? null : row.GetInt64(10));
}
