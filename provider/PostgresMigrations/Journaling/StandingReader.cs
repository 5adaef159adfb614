using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>The queries behind a <see cref="Standing"/>, and the reading of their results in the same order.</summary>
/// <param name="request">Whose standing it is.</param>
/// <param name="process">As in <see cref="SessionSettings.ApplyAt"/>: no lock is taken in a process that is only lent.</param>
sealed class StandingReader(RecordedRequest request, int? process)
{
    const string LockedColumn = "locked";

    // A stack's operation takes hours, where an answer is missing, or what is slow is made or deleted.
    const string LongestOperation = "1 day";

    /// <summary>Of <c>lockstep.journal j</c>, as <see cref="Journal"/> takes them.</summary>
    public const string RowColumns =
        "j.id, j.kind, j.version::text, j.name, j.checksum, j.state, j.deployment_id, j.finished_at IS NULL";

    public IEnumerable<Sql> Queries =>
    [
        TryLock, RememberBackend, RequestQuery, DigestsQuery, HistoryQuery, OwnersQuery, RowsQuery, TakenBackQuery, FactsQuery,
    ];

    /// <summary>For somebody who only looks: without the lock, and without a trace.</summary>
    public IEnumerable<Sql> Look =>
        [NotLocked, RequestQuery, DigestsQuery, HistoryQuery, OwnersQuery, RowsQuery, TakenBackQuery, FactsQuery];

    /// <summary>The last of them, where there is no journal to ask.</summary>
    public Sql LookWithoutJournal => FactsOf(isJournaled: "false", hasAside: "false", hasBegunDowns: "false");

    public static async Task<Standing> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (reader.GetName(0) != LockedColumn && await reader.NextResultAsync(cancellationToken))
        {
            // Results of what was sent in front: nothing to know from them.
        }

        var locked = (await ResultAsync(row => row.GetBoolean(0)))[0];
        var recorded = (await ResultAsync(Request)).SingleOrDefault();
        var (properties, oldProperties) = (await ResultAsync(Digests))[0];
        var history = await ResultAsync(Deployment);
        var owners = (await ResultAsync(Owner)).ToDictionary(StringComparer.Ordinal);
        var rows = await ResultAsync(Journal);
        var takenBack = await ResultAsync(Journal);
        var facts = (await ResultAsync(Facts))[0];
        return new Standing(locked, recorded, properties, oldProperties, history, owners, rows, takenBack, facts);

        async Task<IReadOnlyList<T>> ResultAsync<T>(Func<NpgsqlDataReader, T> row)
        {
            var result = await reader.RowsAsync(row, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return result;
        }
    }

    Sql TryLock => new(
        $"""
        SELECT CASE WHEN $2 IS NULL OR $2 = pg_backend_pid() THEN pg_try_advisory_lock($1) ELSE false END AS {LockedColumn}
        """,
        Sql.Value(LockKey.ForSchema(request.Schema)), Sql.Value(process));

    static Sql NotLocked => new($"SELECT false AS {LockedColumn}");

    Sql RememberBackend => new(
        $"""
        UPDATE lockstep.deployment d SET backend_pid = pg_backend_pid()
        WHERE {RecordedRequest.IsRow} AND d.schema = $6 AND d.state = 'running' AND {LockKey.IsHeld("$5")}
        """,
        [.. request.Key, Sql.Value(LockKey.ForSchema(request.Schema)), Sql.Value(request.Schema)]);

    // Of the rows with a process's number the newest is its own: the server gives numbers out again.
    Sql RequestQuery => new(
        $"""
        SELECT d.id, d.state, d.run, d.answer::text, EXISTS (
          SELECT FROM lockstep.deployment later WHERE later.stack_id = $1 AND later.logical_id = $2 AND later.id > d.id),
          (SELECT max(l.pid) FROM pg_locks l WHERE {LockKey.IsHold("$5")} AND l.pid = d.backend_pid AND NOT EXISTS (
            SELECT FROM lockstep.deployment other WHERE other.backend_pid = l.pid AND other.id > d.id)),
          d.answer ? '{RequestRow.HandedOn}' IS TRUE
        FROM lockstep.deployment d WHERE {RecordedRequest.IsRow}
        """,
        [.. request.Key, Sql.Value(LockKey.ForSchema(request.Schema))]);

    Sql DigestsQuery =>
        new("SELECT md5($1::jsonb::text), md5($2::jsonb::text)", Sql.Value(request.Properties), Sql.Value(request.OldProperties));

    Sql HistoryQuery => new(
        $$"""
        SELECT d.id, d.request_id, d.schema, d.request_type, d.state, md5(d.properties::text), md5(d.old_properties::text),
          d.revision, d.old_properties ->> 'Revision', d.answer #>> '{Data,SchemaVersion}',
          d.started_at > clock_timestamp() - interval '{{LongestOperation}}',
          ARRAY(SELECT jsonb_array_elements_text(coalesce(d.answer -> 'Settled', '[]'))::bigint)
        FROM lockstep.deployment d WHERE d.stack_id = $1 AND d.logical_id = $2 AND NOT ({{RecordedRequest.IsRow}}) ORDER BY d.id
        """,
        request.Key);

    static Sql OwnersQuery =>
        new("SELECT schema, stack_id, logical_id, physical_id, created_schema, created_database FROM lockstep.owner");

    Sql RowsQuery => new(
        $"""
        SELECT {RowColumns} FROM lockstep.journal j
        WHERE j.schema = $1 AND (j.state = 'running' OR j.state IN {JournalRows.Present}) ORDER BY j.version, j.id
        """,
        Sql.Value(request.Schema));

    Sql TakenBackQuery => new(
        $"""
        SELECT {RowColumns}
        FROM lockstep.journal j JOIN lockstep.deployment d ON d.id = j.reverted_by
        WHERE {RecordedRequest.IsRow} AND j.schema = $5 AND j.state = 'reverted' AND j.finished_at IS NOT NULL
          AND j.deployment_id <> d.id AND NOT EXISTS (
            SELECT FROM lockstep.journal again
            WHERE again.schema = j.schema AND again.kind = j.kind AND again.name = j.name
              AND (again.deployment_id <> d.id AND (again.state IN {JournalRows.Present}
                  OR again.id > j.id AND again.state = 'reverted' AND again.reverted_by = d.id)
                OR again.deployment_id = d.id AND again.kind = 'versioned' AND again.state IN ('running', 'applied')))
        ORDER BY j.version, j.id
        """,
        [.. request.Key, Sql.Value(request.Schema)]);

    // Where a declaration was taken back and nothing else is left, what it told of is there and nobody's.
    Sql FactsQuery => FactsOf(
        isJournaled: """
            EXISTS (SELECT FROM lockstep.journal WHERE schema = $1 AND (state <> 'reverted' OR NOT EXISTS (
              SELECT FROM lockstep.journal
              WHERE schema = $1 AND state = 'reverted' AND transactional AND cardinality(xids) = 0)))
            """,
        hasAside: "EXISTS (SELECT FROM lockstep.deployment WHERE schema = $1 AND answer -> 'Aside' <> '{}')",
        hasBegunDowns: $"EXISTS (SELECT FROM {BegunDowns.From} WHERE {BegunDowns.OfTheDead}) "
            + "OR EXISTS (SELECT FROM lockstep.journal WHERE schema = $1 AND state = 'running' AND reverted_by IS NOT NULL)");

    Sql FactsOf(string isJournaled, string hasAside, string hasBegunDowns) => new(
        $"""
        SELECT
          EXISTS (SELECT FROM pg_namespace WHERE nspname = $1),
          {isJournaled},
          ARRAY(
            SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (
              SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype IN ('e', 'a', 'i'))
            ORDER BY 1 LIMIT 3),
          current_setting('idle_session_timeout') <> '1min',
          (SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()),
          (SELECT format('process %s (%s, user %s%s)', l.pid, coalesce(nullif(a.application_name, ''), 'unnamed'), a.usename,
             ', busy for ' || extract(epoch FROM clock_timestamp() - a.query_start)::bigint || ' s')
           FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
           WHERE {LockKey.IsHold("$4")}
           LIMIT 1),
          current_user::text,
          coalesce(
            (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $1),
            has_database_privilege(current_database(), 'CREATE')),
          current_setting('max_locks_per_transaction')::bigint
            * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint),
          (SELECT count(*) FROM pg_locks WHERE NOT fastpath),
          {hasAside},
          {hasBegunDowns}
        """,
        [.. BegunDowns.AskedFor(request.Schema, request.Context), Sql.Value(LockKey.ForSchema(request.Schema))]);

    static RequestRow Request(NpgsqlDataReader row) =>
        new(row.GetInt64(0), State<DeploymentState>(row, 1), row.GetInt32(2), row.Text(3), row.GetBoolean(4),
            row.IsDBNull(5) ? null : row.GetInt32(5), row.GetBoolean(6));

    static (string Properties, string? OldProperties) Digests(NpgsqlDataReader row) => (row.GetString(0), row.Text(1));

    static DeploymentRow Deployment(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), State<DeploymentState>(row, 4),
            row.GetString(5), row.Text(6), row.Text(7), row.Text(8), row.Text(9), row.GetBoolean(10),
            row.GetFieldValue<long[]>(11));

    static KeyValuePair<string, OwnerRow> Owner(NpgsqlDataReader row) =>
        new(row.GetString(0), new(row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.GetBoolean(5)));

    public static JournalRow Journal(NpgsqlDataReader row) =>
        new(row.GetInt64(0), State<ScriptKind>(row, 1), row.Text(2) is { } version ? ScriptVersion.Parse(version) : null,
            row.GetString(3), row.GetString(4), State<JournalState>(row, 5), row.GetInt64(6))
        {
            IsHalf = row.GetBoolean(7),
        };

    public static SchemaFacts Facts(NpgsqlDataReader row) =>
        new(row.GetBoolean(0), row.GetBoolean(1), row.GetFieldValue<string[]>(2), row.GetBoolean(3), row.Text(4), row.Text(5),
            row.GetString(6), row.GetBoolean(7), new LockBudget(row.GetInt64(8), row.GetInt64(9)), row.GetBoolean(10),
            row.GetBoolean(11));

    static T State<T>(NpgsqlDataReader row, int column)
        where T : struct, Enum => Enum.Parse<T>(row.GetString(column), ignoreCase: true);
}
