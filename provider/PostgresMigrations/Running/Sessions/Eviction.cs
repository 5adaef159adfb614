using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>Ends earlier runs of this resource that hold the schema's lock and have no use for it.</summary>
/// <remarks>
/// That is whose deployment has ended; who is superseded is ended where it is wanted. A cancelled statement lets the run end in
/// order; a run that is between statements, or deaf, is disconnected. One that signed in as somebody whom this user may not end
/// is waited for: it cannot commit any more.
/// </remarks>
/// <param name="connection">The session that waits for the lock.</param>
/// <param name="request">The request that it is for.</param>
sealed class Eviction(NpgsqlConnection connection, RecordedRequest request)
{
    static readonly TimeSpan Politeness = TimeSpan.FromSeconds(2);

    /// <param name="superseded">Whether runs that this request has superseded are ended, too.</param>
    /// <param name="waited">How long the lock has been waited for.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    public async Task RunAsync(bool superseded, TimeSpan waited, CancellationToken cancellationToken)
    {
        var isPolite = waited <= Politeness;
        await Termination.RunAsync(
            connection, request, Query(isPolite ? "pg_cancel_backend" : "pg_terminate_backend", superseded), cancellationToken);
        if (!isPolite)
        {
            await new SilentAdmission(connection, request).EndAsync(cancellationToken);
        }
    }

    // Of the rows with a process's number the newest is its own: the server gives numbers out again.
    Sql Query(string end, bool superseded) => new(
        $"""
        WITH prior AS MATERIALIZED (
          SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid JOIN lockstep.deployment d
            ON d.id = (SELECT max(id) FROM lockstep.deployment WHERE backend_pid = l.pid)
          WHERE {LockKey.IsHold("$1")} AND {Termination.MayEnd} AND d.stack_id = $2 AND d.logical_id = $3
            AND (d.state IN ('succeeded', 'failed', 'reverted') OR $4 AND d.state = 'superseded'))
        SELECT pid, {end}(pid) FROM prior
        """,
        Sql.Value(LockKey.ForSchema(request.Schema)), Sql.Value(request.Context.StackId),
        Sql.Value(request.Context.LogicalResourceId), Sql.Value(superseded));
}
