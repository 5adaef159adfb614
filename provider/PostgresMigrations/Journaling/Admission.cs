using System.Runtime.ExceptionServices;
using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>Records a request and tries for the schema's lock, all in one round trip.</summary>
/// <remarks>
/// Two units travel together. The first commits the request's row by itself, so that a run that is still busy with an earlier
/// request finds itself superseded at its next commit. The second takes the lock if it is free and reads what deciding needs.
/// </remarks>
/// <param name="connection">Newly opened.</param>
/// <param name="request">What is recorded.</param>
/// <param name="process">As in <see cref="SessionSettings.ApplyAt"/>.</param>
sealed class Admission(NpgsqlConnection connection, RecordedRequest request, int? process)
{
    readonly StandingReader _reader = new(request, process);

    /// <summary>Records the request, which supersedes earlier ones of the resource that still run.</summary>
    /// <exception cref="PostgresException">
    /// <see cref="JournalGuard.NoJournal"/>, <see cref="JournalGuard.NotTrusted"/> or the server's own, among them
    /// <see cref="PostgresErrorCodes.LockNotAvailable"/>: an earlier request of the resource is being recorded, and has been
    /// for a while.
    /// </exception>
    public Task<Standing> RecordAsync(CancellationToken cancellationToken) =>
        SendAsync(
            [
                SessionSettings.ApplyAt(process), new Sql(JournalGuard.Check), BePatient, LockResource(),
                .. request.IsContinued ? [Continue()] : new[] { Rename(), Insert() }, Supersede(),
                .. TryLockAndRead(),
            ],
            cancellationToken);

    /// <summary>Tries for the lock once more, and reads everything anew.</summary>
    public Task<Standing> TryAgainAsync(CancellationToken cancellationToken) => SendAsync(TryLockAndRead(), cancellationToken);

    async Task<Standing> SendAsync(IEnumerable<Sql> statements, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.QueryAsync(
                statements, reader => StandingReader.ReadAsync(reader, cancellationToken), cancellationToken);
        }
        catch (NpgsqlException both)
            when (both.InnerException is AggregateException { InnerExceptions: [PostgresException first, ..] })
        {
            // The guard stops both units for the same reason.
            ExceptionDispatchInfo.Throw(first);
            throw;
        }
    }

    // Others hold what this waits for only for a moment; who holds it longer may have fallen silent.
    static Sql BePatient => new("SELECT pg_catalog.set_config('lock_timeout', '3s', true)");

    Sql LockResource() => new("SELECT pg_advisory_xact_lock($1)", Sql.Value(LockKey.ForResource(StackId, LogicalId)));

    // An operation that failed and is tried again may come with the ids it had (aws-cdk#35957).
    // With other properties it is another request, and the earlier one keeps its row, under a name of its own; so it is where
    // something came in between, the Delete of what failed for one, that was signed before this, or where the earlier one is at
    // work: CloudFormation waits for it no longer, and it may be a run that was answered for and never ends. Else it may as well
    // be the same, whatever its URL: what is on record is its answer, or it is tried again.
    Sql Rename() => new(
        """
        UPDATE lockstep.deployment d
        SET request_id = request_id || to_char(signed_at AT TIME ZONE 'UTC', '" of "YYYY-MM-DD"T"HH24:MI:SS"Z"')
        WHERE stack_id = $1 AND logical_id = $2 AND request_id = $3 AND signed_at < $4
          AND (state = 'running' OR (properties, old_properties) IS DISTINCT FROM ($5::jsonb, $6::jsonb) OR $4 >= (
            SELECT max(later.signed_at) FROM lockstep.deployment later
            WHERE later.stack_id = $1 AND later.logical_id = $2 AND later.id > d.id))
        """,
        [.. request.Key, Sql.Value(request.Properties), Sql.Value(request.OldProperties)]);

    // The same request again after it failed is a new attempt, but only if nothing came in between. One with a new URL makes the
    // events of the attempt before it late.
    Sql Insert() => new(
        """
        INSERT INTO lockstep.deployment AS d
          (schema, stack_id, logical_id, request_id, request_type, signed_at, properties, old_properties, revision, state)
        SELECT $1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, 'running'
        WHERE NOT EXISTS (
          SELECT FROM lockstep.deployment later
          WHERE later.stack_id = $2 AND later.logical_id = $3 AND later.signed_at > $6)
        ON CONFLICT (stack_id, logical_id, request_id) DO UPDATE SET
          (run, state, signed_at, started_at, finished_at) = (
            SELECT CASE WHEN anew THEN 1 ELSE d.run + $10 END, CASE WHEN anew THEN 'running' ELSE d.state END,
              CASE WHEN anew THEN greatest(d.signed_at, $6) ELSE d.signed_at END,
              CASE WHEN anew THEN clock_timestamp() ELSE d.started_at END, CASE WHEN NOT anew THEN d.finished_at END
            FROM (SELECT d.state = 'failed' AND NOT EXISTS (
              SELECT FROM lockstep.deployment later
              WHERE later.stack_id = $2 AND later.logical_id = $3 AND later.id > d.id) AS anew) AS attempt)
        """,
        Sql.Value(request.Schema), Sql.Value(StackId), Sql.Value(LogicalId), Sql.Value(RequestId),
        Sql.Value(request.Context.RequestType), Sql.Value(request.Context.SignedAt),
        Sql.Value(request.Properties), Sql.Value(request.OldProperties), Sql.Value(request.Revision), Sql.Value(Deliveries));

    // A run that was handed on is one of a request on record. Where the record is gone, or has its end, the event is late.
    Sql Continue() => new(
        $$"""
        UPDATE lockstep.deployment d SET run = d.run + $5, answer = CASE WHEN d.state = 'running'
          THEN coalesce(d.answer, '{}') || '{"{{RequestRow.HandedOn}}": true}' ELSE d.answer END
        WHERE {{RecordedRequest.IsRow}}
        """,
        [.. request.Key, Sql.Value(Deliveries)]);

    Sql Supersede() => new(
        $"""
        UPDATE lockstep.deployment earlier SET state = 'superseded', finished_at = clock_timestamp()
        FROM lockstep.deployment d
        WHERE {RecordedRequest.IsRow} AND d.state = 'running'
          AND earlier.stack_id = $1 AND earlier.logical_id = $2 AND earlier.id < d.id AND earlier.state = 'running'
        """,
        [.. request.Key])
    { IsBarrier = true };

    IEnumerable<Sql> TryLockAndRead() => [new(JournalGuard.Check), .. _reader.Queries];

    int Deliveries => request.IsCounted ? 0 : 1;

    string StackId => request.Context.StackId;

    string LogicalId => request.Context.LogicalResourceId;

    string RequestId => request.Context.RequestId;
}
