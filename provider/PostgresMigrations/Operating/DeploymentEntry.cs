using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>A recorded request.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="RequestType">Create, Update or Delete; a rollback is an Update.</param>
/// <param name="State">running, succeeded, failed, superseded, reverted.</param>
/// <param name="Runs">How often it was delivered.</param>
/// <param name="Revision">The property.</param>
/// <param name="VersionBefore">Of the database.</param>
/// <param name="VersionAfter">Of the database.</param>
/// <param name="StartedAt">By the server's clock.</param>
/// <param name="FinishedAt">Null while it runs, or where it never ended.</param>
/// <param name="Seconds">Between the two.</param>
/// <param name="Pid">The server process of one that runs.</param>
/// <param name="Reason">What it was answered with; at most 2,000 characters.</param>
/// <param name="StackId">Whose request it was.</param>
/// <param name="LogicalResourceId">The same.</param>
sealed record DeploymentEntry(
    long Id, string RequestType, string State, int Runs, string? Revision, string? VersionBefore, string? VersionAfter,
    DateTime StartedAt, DateTime? FinishedAt, double? Seconds, int? Pid, string? Reason, string StackId, string LogicalResourceId)
{
    /// <summary>The newest ten of the schema; null where the journal cannot be used.</summary>
    public static async Task<IReadOnlyList<DeploymentEntry>?> NewestAsync(
        Observation observed, CancellationToken cancellationToken) => observed.Journal.State switch
        {
            JournalTrust.Trusted => await observed.Connection.QueryAsync(
                new Sql(
                    """
                    SELECT id, request_type, state, run, revision, version_before::text, version_after::text, started_at,
                      finished_at, round(extract(epoch FROM finished_at - started_at), 3)::float8,
                      CASE WHEN state IN ('running', 'committing') THEN backend_pid END, left(answer ->> 'Reason', 2000),
                      stack_id, logical_id
                    FROM lockstep.deployment WHERE schema = $1 ORDER BY id DESC LIMIT 10
                    """,
                    Sql.Value(observed.Target.Properties.Schema)),
                Of,
                cancellationToken),
            JournalTrust.Missing => [],
            _ => null,
        };

    static DeploymentEntry Of(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.Text(4), row.Text(5), row.Text(6),
        row.GetDateTime(7), row.Time(8), row.IsDBNull(9) ? null : row.GetDouble(9), row.IsDBNull(10) ? null : row.GetInt32(10),
        row.Text(11), row.GetString(12), row.GetString(13));
}
