using System.Diagnostics;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// The statements that keep on record what of the repeatables is away for a while, in the row of the deployment that took it
/// away: <c>{"Aside": {"repeatable/totals.sql": {"Row": 7, "Belongings": ["GRANT …"]}}}</c>.
/// </summary>
/// <remarks>
/// They travel with the step they tell of: whoever comes after a run that was cut off finds it (docs/decisions/0021).
/// </remarks>
static class AsideEntries
{
    /// <summary>After a step; nothing where it takes away nothing that is to come back.</summary>
    public static IReadOnlyList<Sql> After(RunStep step, Deployment deployment) => step switch
    {
        SetAsideStep aside => [Away(aside.Stored.Row.Name, aside.Stored.Row.Id, aside.Belongings, deployment)],
        RevertStep { Belongings.Count: 0 } => [],
        RevertStep revert => [Away(revert.Stored.Row.Name, null, revert.Belongings, deployment)],
        PutBackStep back => [Back(back.Stored.Row.Name, deployment)],
        ReapplyStep { InPlaceOf: { } newer } => [Given(newer.Row.Name, deployment)],
        BelongingsStep belongings => [Given(belongings.Script, deployment)],
        _ => throw new UnreachableException(step.GetType().Name),
    };

    /// <summary>Whether what <see cref="After"/> writes is there.</summary>
    public static Sql IsOnRecord(RunStep step, Deployment deployment) => step switch
    {
        SetAsideStep aside => new(
            "SELECT EXISTS (SELECT FROM lockstep.deployment WHERE id = $1 AND answer #> ARRAY['Aside', $2] IS NOT NULL)",
            Sql.Value(deployment.Id), Sql.Value(aside.Stored.Row.Name)),
        PutBackStep back => IsGone("ARRAY['Aside', $2, 'Row']", back.Stored.Row.Name, deployment),
        BelongingsStep belongings => IsGone("ARRAY['Aside', $2]", belongings.Script, deployment),
        _ => throw new UnreachableException(step.GetType().Name),
    };

    static Sql Away(string name, long? row, IReadOnlyList<string> belongings, Deployment deployment) => new(
        """
        UPDATE lockstep.deployment
        SET answer = coalesce(answer, '{}') || jsonb_build_object('Aside', coalesce(answer -> 'Aside', '{}')
          || jsonb_build_object($2::text, jsonb_strip_nulls(jsonb_build_object('Row', $3, 'Belongings', to_jsonb($4)))))
        WHERE id = $1
        """,
        Sql.Value(deployment.Id), Sql.Value(name), Sql.Value(row), Sql.Value(belongings));

    static Sql Back(string name, Deployment deployment) => new(
        """
        UPDATE lockstep.deployment
        SET answer = answer #- CASE WHEN answer #> ARRAY['Aside', $2, 'Belongings', '0'] IS NULL
          THEN ARRAY['Aside', $2] ELSE ARRAY['Aside', $2, 'Row'] END
        WHERE schema = $1 AND answer #> ARRAY['Aside', $2] IS NOT NULL
        """,
        Sql.Value(deployment.Schema), Sql.Value(name));

    static Sql Given(string name, Deployment deployment) => new(
        """
        UPDATE lockstep.deployment SET answer = answer #- ARRAY['Aside', $2]
        WHERE schema = $1 AND answer #> ARRAY['Aside', $2] IS NOT NULL
        """,
        Sql.Value(deployment.Schema), Sql.Value(name));

    static Sql IsGone(string path, string name, Deployment deployment) => new(
        $"SELECT NOT EXISTS (SELECT FROM lockstep.deployment WHERE schema = $1 AND answer #> {path} IS NOT NULL)",
        Sql.Value(deployment.Schema), Sql.Value(name));
}
