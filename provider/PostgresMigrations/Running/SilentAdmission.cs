using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Ends sessions that fell silent while they were being admitted.</summary>
/// <remarks>
/// What they hold, the resource's lock, its row or the schema's lock, nobody else gets, and no row on record says yet whose they
/// are. The server waits for the rest of what they were sent: no timeout of its own counts there, and keepalives end them only if
/// nothing between acknowledges. What they had begun is rolled back; should they come to life, their link is lost.
/// </remarks>
/// <param name="connection">The session that waits.</param>
/// <param name="request">The request that it is for.</param>
sealed class SilentAdmission(NpgsqlConnection connection, RecordedRequest request)
{
    // Sent at once, an admission arrives at once, or within some retransmissions.
    const string Silence = "5 seconds";

    /// <param name="cancellationToken">The time there is to work.</param>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var pid in await connection.QueryAsync(Query, row => row.GetInt32(0), cancellationToken))
        {
            request.Context.Log.RunEvicted(pid);
        }
    }

    // Whoever is admitted is named by a row; one who sends the data of a COPY is, and is spared.
    Sql Query => new(
        $"""
        WITH silent AS MATERIALIZED (
          SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          WHERE (({LockKey.IsHold("$1")}) OR ({LockKey.IsHold("$2")}))
            AND a.application_name = current_setting('application_name') AND a.usename = current_user
            AND a.state = 'active' AND a.wait_event = 'ClientRead'
            AND a.state_change < clock_timestamp() - interval '{Silence}'
            AND NOT EXISTS (SELECT FROM lockstep.deployment d WHERE d.backend_pid = l.pid AND d.state = 'running'))
        SELECT pid, pg_terminate_backend(pid) FROM silent
        """,
        Sql.Value(LockKey.ForSchema(request.Schema)),
        Sql.Value(LockKey.ForResource(request.Context.StackId, request.Context.LogicalResourceId)));
}
