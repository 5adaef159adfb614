using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>Ends server processes that hold what a request needs.</summary>
static class Termination
{
    /// <summary>
    /// SQL: whether the server lets this user end the process of a row <c>a</c> of pg_stat_activity. Else it is waited for.
    /// </summary>
    /// <remarks>https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL</remarks>
    public const string MayEnd = """
        EXISTS (
          SELECT FROM pg_roles r WHERE r.oid = a.usesysid AND CASE WHEN r.rolsuper THEN current_setting('is_superuser') = 'on'
            ELSE pg_has_role(r.oid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE') END)
        """;

    /// <summary>
    /// SQL: whether a row <c>a</c> of pg_stat_activity is this user's, and holds one of <see cref="Keys"/>, which only a migrator
    /// of the schema or a run of the resource does.
    /// </summary>
    /// <param name="keys">SQL: the keys, a bigint[].</param>
    public static string IsHolder(string keys) => $"""
        a.usename = session_user AND {MayEnd} AND EXISTS (
          SELECT FROM pg_locks l WHERE l.pid = a.pid AND {LockKey.IsHold($"ANY ({keys})")})
        """;

    /// <summary>The locks of the request's schema and of its resource.</summary>
    public static NpgsqlParameter Keys(RecordedRequest request) => Sql.Value(
    [
        LockKey.ForSchema(request.Schema), LockKey.ForResource(request.Context.StackId, request.Context.LogicalResourceId),
    ]);

    /// <param name="connection">Any session of this run.</param>
    /// <param name="request">The request, in whose log they are named.</param>
    /// <param name="query">Ends them; its first column is their numbers.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    public static async Task RunAsync(
        NpgsqlConnection connection, RecordedRequest request, Sql query, CancellationToken cancellationToken)
    {
        foreach (var pid in await connection.QueryAsync(query, row => row.GetInt32(0), cancellationToken))
        {
            request.Context.Log.RunEvicted(pid);
        }
    }
}
