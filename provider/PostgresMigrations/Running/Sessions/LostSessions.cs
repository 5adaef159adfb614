using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

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
    public Task EndAsync(CancellationToken cancellationToken) => backends.Lost.Count == 0
        ? Task.CompletedTask
        : Termination.RunAsync(connection, request, Query, cancellationToken);

    // The server gives numbers out again, and some came with the event, which others may have written.
    Sql Query => new(
        $"""
        SELECT a.pid, pg_terminate_backend(a.pid) FROM pg_stat_activity a
        WHERE a.pid = ANY ($1) AND {Termination.IsHolder("$2")}
        """,
        Sql.Value(backends.Lost.Select(pid => (long)pid)), Termination.Keys(request));
}
