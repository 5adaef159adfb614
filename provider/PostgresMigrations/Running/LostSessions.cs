using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Ends the sessions of this request whose link is lost, where the server has not noticed.</summary>
/// <remarks>
/// It may never notice: no timeout of its own ends a session that waits for the rest of a message, and as long as something
/// between takes TCP's keepalives the link is a good one. Until then the session holds the schema's lock, or the request's row.
/// </remarks>
/// <param name="connection">Any session of this run.</param>
/// <param name="request">The request.</param>
/// <param name="backends">The server processes of its runs.</param>
sealed class LostSessions(NpgsqlConnection connection, RecordedRequest request, Backends backends)
{
    /// <summary>Ends them at once: nobody is left whom an orderly end would serve.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (backends.Lost.Count == 0)
        {
            return;
        }

        foreach (var pid in await connection.QueryAsync(Query, row => row.GetInt32(0), cancellationToken))
        {
            request.Context.Log.RunEvicted(pid);
        }
    }

    // The server gives numbers out again, and some came with the event, which others may have written: a process is ended only if
    // it is this user's, and holds a lock that only a migrator of this schema or a run of this resource holds.
    Sql Query => new(
        $"""
        SELECT a.pid, pg_terminate_backend(a.pid) FROM pg_stat_activity a
        WHERE a.pid = ANY ($1) AND a.usename = session_user AND a.pid IN (
          SELECT l.pid FROM pg_locks l WHERE {LockKey.IsHold("ANY ($2)")})
        """,
        Sql.Value(backends.Lost.Select(pid => (long)pid)),
        Sql.Value(
        [
            LockKey.ForSchema(request.Schema),
            LockKey.ForResource(request.Context.StackId, request.Context.LogicalResourceId),
        ]));
}
