using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>The statements that change rows of scripts that ran earlier. Rows are marked, never deleted.</summary>
static class JournalEntries
{
    /// <summary>A run that never ended is run again: its old row must not count as something that is there.</summary>
    public static Sql GiveUp(IEnumerable<JournalRow> rows, Deployment deployment) => Revert(rows, "= 'running'", deployment);

    /// <summary>A deployment has begun to revert them, and did not come to the end: its rollback runs them again.</summary>
    public static IReadOnlyList<Sql> RevertHalf(IReadOnlyList<JournalRow> rows, Deployment deployment) =>
        [.. SettleKept(rows, deployment), Revert(rows, "IN ('applied', 'kept')", deployment)];

    /// <summary>Of rows that are reverted, those that an earlier rollback had kept: if they come back, they are kept.</summary>
    public static IReadOnlyList<Sql> SettleKept(IEnumerable<JournalRow> rows, Deployment deployment) =>
        rows.Where(row => row.State == JournalState.Kept).ToList() is { Count: > 0 } kept ? [deployment.Settle(kept)] : [];

    /// <summary>
    /// The same where nothing else takes that deployment back: begun, like those whose ups were cut off. A later down takes back
    /// what it finds of them, and the next deployment that has them runs them again.
    /// </summary>
    public static Sql LeaveHalf(IEnumerable<JournalRow> rows) => new(
        "UPDATE lockstep.journal SET state = 'running', finished_at = NULL WHERE id = ANY ($1) AND state IN ('applied', 'kept')",
        Sql.Value(rows.Select(row => row.Id)));

    /// <summary>
    /// The same of what <see cref="RevertHalf"/> has marked and does not come back: it was whole before, and the rollback of the
    /// deployment that began to revert it finds it by that.
    /// </summary>
    public static Sql LeaveHalfAgain(IEnumerable<JournalRow> rows) => new(
        $"""
        UPDATE lockstep.journal j SET state = 'running' FROM lockstep.deployment d
        WHERE j.id = ANY ($1) AND j.state = 'reverted' AND d.id = j.reverted_by
          AND d.answer -> 'Progress' ? {BegunDowns.DownOfJ}
        """,
        Sql.Value(rows.Select(row => row.Id)));

    /// <summary>What deployments have left like that is theirs to bring back, or their rollback's.</summary>
    public static Sql TakeUpHalf(string schema, IReadOnlyList<long> deployments) => new(
        "UPDATE lockstep.journal SET state = 'reverted' "
            + "WHERE schema = $1 AND state = 'running' AND reverted_by = ANY ($2) AND deployment_id <> ALL ($2)",
        Sql.Value(schema), Sql.Value(deployments));

    /// <summary>Takes a declaration back; what it told of stays, and is nobody's to run again.</summary>
    public static Sql Forget(IEnumerable<JournalRow> declared, Deployment deployment) =>
        Revert(declared, "= 'baseline'", deployment);

    /// <summary>The same for what a deployment itself has declared.</summary>
    public static Sql ForgetOwn(Deployment deployment) => new(
        "UPDATE lockstep.journal SET state = 'reverted', reverted_by = $1 WHERE deployment_id = $1 AND state = 'baseline'",
        Sql.Value(deployment.Id));

    /// <summary>A row that is in another state by now stays in that.</summary>
    public static Sql SetState(IEnumerable<JournalRow> rows, IEnumerable<JournalState> from, JournalState to) => new(
        "UPDATE lockstep.journal SET state = $3 WHERE id = ANY ($1) AND state = ANY ($2)",
        Sql.Value(rows.Select(row => row.Id)), Sql.Value(from.Select(Deployment.Name)), Sql.Value(Deployment.Name(to)));

    /// <summary>
    /// Rows that a deployment had settled wait for a person again: as kept, or as begun where their run never ended.
    /// </summary>
    public static Sql Unsettle(IEnumerable<JournalRow> rows) => new(
        """
        UPDATE lockstep.journal SET state = CASE WHEN finished_at IS NULL THEN 'running' ELSE 'kept' END
        WHERE id = ANY ($1) AND state IN ('applied', 'baseline')
        """,
        Sql.Value(rows.Select(row => row.Id)));

    public static Sql Rename(JournalRow row, string name) => new(
        "UPDATE lockstep.journal SET name = $2 WHERE id = $1", Sql.Value(row.Id), Sql.Value(name));

    /// <summary>The schema is gone, and with it all that its rows tell of.</summary>
    public static IReadOnlyList<Sql> RevertAll(Deployment deployment) =>
    [
        new(
            "UPDATE lockstep.journal SET state = 'reverted', reverted_by = $2 WHERE schema = $1 AND state <> 'reverted'",
            Sql.Value(deployment.Schema), Sql.Value(deployment.Id)),
        new(
            "UPDATE lockstep.deployment SET answer = answer - 'Aside' WHERE schema = $1 AND answer ? 'Aside'",
            Sql.Value(deployment.Schema)),
    ];

    static Sql Revert(IEnumerable<JournalRow> rows, string from, Deployment deployment) => new(
        $"UPDATE lockstep.journal SET state = 'reverted', reverted_by = $2 WHERE id = ANY ($1) AND state {from}",
        Sql.Value(rows.Select(row => row.Id)), Sql.Value(deployment.Id));
}
