using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

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
    public Task EndAsync(CancellationToken cancellationToken) =>
        Termination.RunAsync(connection, request, Query, cancellationToken);

    // Whoever is admitted is named by a row; one who sends the data of a COPY is, and is spared.
    Sql Query => new(
        $"""
        SELECT a.pid, pg_terminate_backend(a.pid) FROM pg_stat_activity a
        WHERE {Termination.IsHolder("$1")}
          AND a.application_name = current_setting('application_name')
          AND a.state = 'active' AND a.wait_event = 'ClientRead'
          AND a.state_change < clock_timestamp() - interval '{Silence}'
          AND NOT EXISTS (SELECT FROM lockstep.deployment d WHERE d.backend_pid = a.pid AND d.state = 'running')
        """,
        Termination.Keys(request));
}
