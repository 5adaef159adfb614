using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>
/// A script as the journal stored it when it ran: what a rollback works from, whatever the image at hand contains.
/// </summary>
/// <param name="Row">The journal's row.</param>
/// <param name="Up">The text that ran.</param>
/// <param name="Down">The text that takes it back; null when it had none.</param>
/// <param name="DownChecksum">Of the down text, as it was stored.</param>
/// <param name="IsIrreversible">The script says that it cannot be taken back.</param>
/// <param name="Xids">The transactions that ran it, as <c>xmin</c> shows them: modulo 2^32.</param>
sealed record StoredScript(
    JournalRow Row, ScriptText Up, ScriptText? Down, string? DownChecksum, bool IsIrreversible, IReadOnlyList<long> Xids)
{
    /// <summary>Its run was cut off before the first statement: nothing of it is there.</summary>
    public bool IsUnbegun { get; init; }

    /// <summary>A baseline declared it: it never ran here.</summary>
    public bool IsDeclared => Row.State == JournalState.Baseline && IsIrreversible && Down is null && Xids.Count == 0;

    /// <summary>The same as a deployment's own, to be taken back with it; null: as it is.</summary>
    public StoredScript For(long? deployment) => this with { Row = Row with { DeploymentId = deployment ?? Row.DeploymentId } };

    /// <summary>Of <c>lockstep.journal j</c>, as <see cref="Read"/> takes them.</summary>
    public const string Columns = $"""
        {StandingReader.RowColumns}, j.up_sql, j.down_sql, j.down_checksum, j.irreversible,
        ARRAY(SELECT {AsXmin} FROM unnest(j.xids) x)
        """;

    const string AsXmin = "(x::text::numeric % 4294967296)::bigint";

    /// <summary>
    /// What the deployments left in the schema, newest first: applied rows, and those of scripts that never ended.
    /// </summary>
    public static Task<IReadOnlyList<StoredScript>> LeftByAsync(
        NpgsqlConnection connection, string schema, IReadOnlyList<long> deployments, CancellationToken cancellationToken) =>
        connection.QueryAsync(
            new Sql(
                $"""
                SELECT {Columns} FROM lockstep.journal j
                WHERE j.schema = $1 AND j.deployment_id = ANY ($2) AND j.state IN ('applied', 'running') ORDER BY j.id DESC
                """,
                Sql.Value(schema), Sql.Value(deployments)),
            Read,
            cancellationToken);

    /// <summary>
    /// What the deployments reverted of others' scripts and nobody else applied again since, in the order in which it ran: the
    /// former texts of repeatables among it. Of one that they reverted, restored and reverted again the last row counts. A
    /// declared one has neither a transaction nor a run outside of one: it never ran, and is not run again. One that an earlier
    /// rollback had kept comes back as kept.
    /// </summary>
    public static Task<IReadOnlyList<StoredScript>> RevertedByAsync(
        NpgsqlConnection connection, string schema, IReadOnlyList<long> deployments, CancellationToken cancellationToken) =>
        connection.QueryAsync(
            new Sql(
                $"""
                SELECT {Columns}, EXISTS (SELECT FROM lockstep.deployment d
                  WHERE d.id = j.reverted_by AND d.answer -> 'Settled' @> to_jsonb(j.id))
                FROM lockstep.journal j
                WHERE j.schema = $1 AND j.reverted_by = ANY ($2) AND j.state = 'reverted' AND j.finished_at IS NOT NULL
                  AND j.deployment_id <> ALL ($2) AND (cardinality(j.xids) > 0 OR NOT j.transactional)
                  AND NOT EXISTS (
                    SELECT FROM lockstep.journal again
                    WHERE again.schema = j.schema AND again.kind = j.kind AND again.name = j.name
                      AND (again.state IN ('kept', 'baseline')
                        OR again.state = 'applied' AND again.deployment_id <> ALL ($2)
                        OR again.id > j.id AND again.state = 'reverted' AND again.reverted_by = ANY ($2)
                          AND again.deployment_id <> ALL ($2)))
                ORDER BY j.version, j.name COLLATE "C", j.id
                """,
                Sql.Value(schema), Sql.Value(deployments)),
            row => Read(row) is var stored && row.GetBoolean(13)
                ? stored with { Row = stored.Row with { State = JournalState.Kept } }
                : stored,
            cancellationToken);

    /// <summary>These rows with their texts, newest first.</summary>
    public static async Task<IReadOnlyList<StoredScript>> OfAsync(
        NpgsqlConnection connection, IReadOnlyList<JournalRow> rows, CancellationToken cancellationToken) => rows.Count == 0
        ? []
        : await connection.QueryAsync(
            new Sql(
                $"SELECT {Columns} FROM lockstep.journal j WHERE j.id = ANY ($1) ORDER BY j.version DESC, j.id DESC",
                Sql.Value(rows.Select(row => row.Id))),
            Read,
            cancellationToken);

    /// <summary>
    /// The transactions of all that each of the deployments has run, be it still there or not; as in <see cref="Xids"/>.
    /// </summary>
    public static Task<IReadOnlyList<(long Deployment, IReadOnlyList<long> Xids)>> XidsOfAsync(
        NpgsqlConnection connection, string schema, IReadOnlyList<long> deployments, CancellationToken cancellationToken) =>
        connection.QueryAsync(
            new Sql(
                $"""
                SELECT j.deployment_id, array_agg(DISTINCT {AsXmin}) FROM lockstep.journal j, unnest(j.xids) x
                WHERE j.schema = $1 AND j.deployment_id = ANY ($2) GROUP BY j.deployment_id
                """,
                Sql.Value(schema), Sql.Value(deployments)),
            row => (row.GetInt64(0), (IReadOnlyList<long>)row.GetFieldValue<long[]>(1)),
            cancellationToken);

    /// <summary>The repeatables that are in the schema, by name.</summary>
    public static Task<IReadOnlyList<StoredScript>> RepeatablesAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellationToken) =>
        connection.QueryAsync(
            new Sql(
                $"""
                SELECT {Columns} FROM lockstep.journal j
                WHERE j.schema = $1 AND j.kind = 'repeatable' AND j.state IN {JournalRows.Present}
                ORDER BY j.name COLLATE "C"
                """,
                Sql.Value(schema)),
            Read,
            cancellationToken);

    /// <summary>
    /// The texts that repeatables had before the deployment of another script, by name; none for those that came later.
    /// </summary>
    /// <remarks>
    /// The order of the rows does not tell: a failed rollback applies again what it had taken away, in new rows.
    /// </remarks>
    public static Task<IReadOnlyList<StoredScript>> BeforeAsync(
        NpgsqlConnection connection, string schema, JournalRow first, IEnumerable<string> names,
        CancellationToken cancellationToken) =>
        connection.QueryAsync(
            new Sql(
                $"""
                SELECT DISTINCT ON (j.name COLLATE "C") {Columns} FROM lockstep.journal j
                WHERE j.schema = $1 AND j.kind = 'repeatable' AND j.deployment_id < $2 AND j.name = ANY ($3)
                  AND j.state = 'reverted' AND j.reverted_by >= $2 AND j.finished_at IS NOT NULL
                ORDER BY j.name COLLATE "C", j.deployment_id DESC, j.id DESC
                """,
                Sql.Value(schema), Sql.Value(first.DeploymentId), Sql.Value(names)),
            Read,
            cancellationToken);

    /// <summary>The name of a script's down.</summary>
    public static string DownName(string name) => Path.ChangeExtension(name, ".down.sql");

    public static StoredScript Read(NpgsqlDataReader row)
    {
        var journal = StandingReader.Journal(row);
        var down = row.Text(9);
        return new(
            journal,
            new ScriptText(journal.Name, row.GetString(8)),
            down is null ? null : new ScriptText(DownName(journal.Name), down),
            row.Text(10),
            row.GetBoolean(11),
            row.GetFieldValue<long[]>(12));
    }
}
