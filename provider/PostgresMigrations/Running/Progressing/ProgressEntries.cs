using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Running.Progressing;

/// <summary>
/// The statements that keep a script's progress in its deployment's row: <c>{"Progress": {"0005_i.sql": {…}}}</c>.
/// </summary>
static class ProgressEntries
{
    /// <summary>
    /// Of an up: what the deployment came to whose row says that it runs, this one or an earlier one. Of a down: what this
    /// deployment came to; the row it reverts stays as it is until the down is done.
    /// </summary>
    public static Sql Find(RunStep step, Deployment deployment) => step is RevertStep
        ? Of(deployment.Id, step.Text.Name)
        : new(
            """
            SELECT (d.answer #> ARRAY['Progress', $2])::text
            FROM lockstep.journal j JOIN lockstep.deployment d ON d.id = j.deployment_id
            WHERE j.schema = $1 AND j.name = $2 AND j.state = 'running' ORDER BY j.id DESC LIMIT 1
            """,
            Sql.Value(deployment.Schema), Sql.Value(step.Text.Name));

    /// <summary>What the run of a script came to that is on record as running.</summary>
    public static Sql OfUp(JournalRow row) => Of(row.DeploymentId, row.Name);

    static Sql Of(long deployment, string name) => new(
        "SELECT (answer #> ARRAY['Progress', $2])::text FROM lockstep.deployment WHERE id = $1",
        Sql.Value(deployment), Sql.Value(name));

    /// <summary>What a down has begun to take back, nobody can go on from any more, whichever deployment had run it.</summary>
    public static Sql Write(RunStep step, Deployment deployment, Progress progress)
    {
        var begun = step is RevertStep revert && progress.MayHaveBegun(revert.Down) ? revert.Stored.Row : null;
        return new(
            """
            WITH up AS (
              UPDATE lockstep.deployment SET answer = answer #- ARRAY['Progress', $4]
              WHERE id = $5 AND id <> $1 AND answer #> ARRAY['Progress', $4] IS NOT NULL)
            UPDATE lockstep.deployment
            SET answer = coalesce(answer, '{}') || jsonb_build_object(
              'Progress', coalesce(answer -> 'Progress', '{}') - $4 || jsonb_build_object($2::text, $3::jsonb))
            WHERE id = $1 AND state = 'running'
            """,
            Sql.Value(deployment.Id), Sql.Value(step.Text.Name), Sql.Value(progress.ToStored()),
            Sql.Value(begun?.Name ?? string.Empty), Sql.Value(begun?.DeploymentId));
    }

    /// <summary>A down is done, or its script is there again: how far the down came tells nobody anything any more.</summary>
    /// <param name="down">The down's name.</param>
    /// <param name="deployment">The deployment that ran it.</param>
    public static Sql Forget(string down, Deployment deployment) => new(
        "UPDATE lockstep.deployment SET answer = answer #- ARRAY['Progress', $2] WHERE id = $1 AND answer ? 'Progress'",
        Sql.Value(deployment.Id), Sql.Value(down));
}
