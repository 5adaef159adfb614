using System.Diagnostics;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Progressing;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>The statements that write the journal's rows. They travel in the transaction of the script they tell of.</summary>
static class StepEntries
{
    const string Insert = """
        INSERT INTO lockstep.journal
          (schema, kind, version, name, checksum, up_sql, down_sql, down_checksum, transactional, irreversible,
           state, deployment_id, xids, finished_at)
        """;

    /// <summary>After a step, in its transaction.</summary>
    public static IReadOnlyList<Sql> Ended(RunStep step, Deployment deployment) => step switch
    {
        ApplyStep { Script: var script } =>
        [
            .. Replaced(script, deployment), Applied(script, deployment), .. Anew(script.Name, script.Down, deployment),
        ],
        ReapplyStep { InPlaceOf: { } newer } reapply =>
            [Reverted(newer.Row, deployment), .. AsideEntries.After(step, deployment), AppliedAgain(reapply, deployment)],
        ReapplyStep reapply => [AppliedAgain(reapply, deployment), .. Anew(reapply.Stored, deployment)],
        RevertStep revert => [.. Reverted(revert, deployment), .. AsideEntries.After(revert, deployment)],
        PassingStep => AsideEntries.After(step, deployment),
        _ => throw new UnreachableException(step.GetType().Name),
    };

    /// <summary>A script that a baseline declares: its down, if any, was written for what never ran here.</summary>
    public static Sql Declared(Script script, Deployment deployment) => new(
        $"{Insert} VALUES ($1, $2, $3::numeric, $4, $5, $6, $7, $8, true, $9, 'baseline', $10, '{{}}', clock_timestamp())",
        Values(script with { Down = null }, deployment, isIrreversible: true));

    /// <summary>
    /// Before a step that has no transaction around it; nothing to write for a down, whose row stays until it is done.
    /// </summary>
    public static IEnumerable<Sql> Begun(RunStep step, Deployment deployment) => step switch
    {
        ApplyStep apply =>
        [
            GiveUpEarlier(apply.Script.Name, deployment),
            .. Replaced(apply.Script, deployment),
            new(
                $"{Insert} VALUES ($1, $2, $3::numeric, $4, $5, $6, $7, $8, false, $9, 'running', $10, '{{}}', NULL)",
                Values(apply.Script, deployment, apply.Script.IsIrreversible)),
            TakeOverXids(apply.Script.Name, deployment),
            .. Anew(apply.Script.Name, apply.Script.Down, deployment),
        ],
        ReapplyStep reapply =>
        [
            GiveUpEarlier(reapply.Stored.Row.Name, deployment),
            Copy(reapply.Stored.Row, deployment.Id, "'running', $2, '{}', NULL"),
            TakeOverXids(reapply.Stored.Row.Name, deployment),
            .. Anew(reapply.Stored, deployment),
        ],
        _ => [],
    };

    /// <summary>
    /// With each statement of such a step that can share a transaction: its rows carry this xid. Null for a down.
    /// </summary>
    public static Sql? Touched(RunStep step, Deployment deployment) => step is RevertStep
        ? null
        : new(
            "UPDATE lockstep.journal SET xids = array_append(xids, pg_current_xact_id()) "
                + "WHERE deployment_id = $1 AND name = $2 AND state = 'running'",
            Sql.Value(deployment.Id), Sql.Value(NameOf(step)));

    /// <summary>After such a step.</summary>
    public static IReadOnlyList<Sql> EndedAlone(RunStep step, Deployment deployment) => step is RevertStep revert
        ? [.. Reverted(revert, deployment), ProgressEntries.Forget(revert.Text.Name, deployment)]
        :
        [
            new(
                "UPDATE lockstep.journal SET state = $4, finished_at = clock_timestamp(), deployment_id = $3 "
                    + "WHERE deployment_id = $1 AND name = $2 AND state = 'running'",
                Sql.Value(deployment.Id), Sql.Value(NameOf(step)), Sql.Value(OriginOf(step, deployment)), StateOf(step)),
        ];

    /// <summary>Whether a step's end is on record: asked after a COMMIT whose reply got lost.</summary>
    public static Sql IsOnRecord(RunStep step, Deployment deployment) => step switch
    {
        RevertStep revert => new(
            "SELECT EXISTS (SELECT FROM lockstep.journal WHERE id = $1 AND state = 'reverted' AND reverted_by = $2)",
            Sql.Value(revert.Stored.Row.Id), Sql.Value(deployment.Id)),
        PassingStep => AsideEntries.IsOnRecord(step, deployment),
        _ => new(
            "SELECT EXISTS (SELECT FROM lockstep.journal WHERE deployment_id = $1 AND name = $2 AND state = $3)",
            Sql.Value(OriginOf(step, deployment)), Sql.Value(NameOf(step)), StateOf(step)),
    };

    // An earlier attempt of the deployment may have come some way with the down: from now on there is all of it to take back.
    static IEnumerable<Sql> Anew(string name, ScriptText? down, Deployment deployment) =>
        down is { Directives.IsTransactional: false } ? [ProgressEntries.Forget(StoredScript.DownName(name), deployment)] : [];

    static IEnumerable<Sql> Anew(StoredScript stored, Deployment deployment) => Anew(stored.Row.Name, stored.Down, deployment);

    // A run that never ended is run again: its row must not count beside the new one.
    static Sql GiveUpEarlier(string name, Deployment deployment) => new(
        "UPDATE lockstep.journal SET state = 'reverted', reverted_by = $3 WHERE schema = $1 AND name = $2 AND state = 'running'",
        Sql.Value(deployment.Schema), Sql.Value(name), Sql.Value(deployment.Id));

    // What the run that never ended has written is the migration's own, too, and may go with it.
    static Sql TakeOverXids(string name, Deployment deployment) => new(
        """
        UPDATE lockstep.journal SET xids = earlier.xids
        FROM (SELECT array_agg(xid) AS xids FROM lockstep.journal, unnest(xids) AS xid
          WHERE schema = $1 AND name = $2 AND reverted_by = $3 AND (finished_at IS NULL OR kind = 'versioned')) AS earlier
        WHERE schema = $1 AND name = $2 AND deployment_id = $3 AND state = 'running' AND earlier.xids IS NOT NULL
        """,
        Sql.Value(deployment.Schema), Sql.Value(name), Sql.Value(deployment.Id));

    // A repeatable's former text is what a rollback runs again; a script that must not share a transaction has begun to undo it.
    static IEnumerable<Sql> Replaced(Script script, Deployment deployment) => script.Kind == ScriptKind.Versioned
        ? []
        :
        [
            new(
                "UPDATE lockstep.journal SET state = 'reverted', reverted_by = $3 "
                    + $"WHERE schema = $1 AND kind = 'repeatable' AND name = $2 AND state IN {JournalRows.Present}",
                Sql.Value(deployment.Schema), Sql.Value(script.Name), Sql.Value(deployment.Id)),
        ];

    static Sql Applied(Script script, Deployment deployment) => new(
        $"{Insert} VALUES ($1, $2, $3::numeric, $4, $5, $6, $7, $8, true, $9, "
            + "'applied', $10, ARRAY[pg_current_xact_id()], clock_timestamp())",
        Values(script, deployment, script.IsIrreversible));

    static Sql AppliedAgain(ReapplyStep reapply, Deployment deployment) => Copy(
        reapply.Stored.Row, OriginOf(reapply, deployment), "$3, $2, ARRAY[pg_current_xact_id()], clock_timestamp()",
        StateOf(reapply));

    // What had been kept, and comes back, waits for a person again.
    static NpgsqlParameter StateOf(RunStep step) => Sql.Value(Deployment.Name(
        step is ReapplyStep { Stored.Row.State: JournalState.Kept } ? JournalState.Kept : JournalState.Applied));

    // What comes back is whose it was: a later rollback finds it among what that deployment has applied.
    static long OriginOf(RunStep step, Deployment deployment) =>
        step is ReapplyStep reapply ? reapply.Stored.Row.DeploymentId : deployment.Id;

    static Sql Copy(JournalRow row, long deployment, string rest, params ReadOnlySpan<NpgsqlParameter> values) => new(
        $"{Insert} SELECT schema, kind, version, name, checksum, up_sql, down_sql, down_checksum, transactional, "
            + $"irreversible, {rest} FROM lockstep.journal WHERE id = $1",
        [Sql.Value(row.Id), Sql.Value(deployment), .. values]);

    static IEnumerable<Sql> Reverted(RevertStep revert, Deployment deployment) =>
    [
        .. JournalEntries.SettleKept([revert.Stored.Row], deployment),
        Reverted(revert.Stored.Row, deployment),
    ];

    static Sql Reverted(JournalRow row, Deployment deployment) => new(
        "UPDATE lockstep.journal SET state = 'reverted', reverted_by = $2 WHERE id = $1",
        Sql.Value(row.Id), Sql.Value(deployment.Id));

    static NpgsqlParameter[] Values(Script script, Deployment deployment, bool isIrreversible) =>
    [
        Sql.Value(deployment.Schema), Sql.Value(Deployment.Name(script.Kind)), Sql.Value(script.Version?.ToString()),
        Sql.Value(script.Name),
        Sql.Value(script.JournaledChecksum), Sql.Value(script.Up.Text), Sql.Value(script.Down?.Text),
        Sql.Value(script.Down?.RunChecksum),
        Sql.Value(isIrreversible), Sql.Value(deployment.Id),
    ];

    static string NameOf(RunStep step) => step switch
    {
        ApplyStep apply => apply.Script.Name,
        ReapplyStep reapply => reapply.Stored.Row.Name,
        _ => step.Text.Name,
    };
}
