using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>The downs outside of transactions that deployments have begun and not ended, as their progress tells.</summary>
static class BegunDowns
{
    /// <summary>
    /// <c>lockstep.deployment d</c>, the downs <c>p</c> that it has begun, and <c>lockstep.journal j</c>, the row of the script
    /// that each takes back.
    /// </summary>
    public const string From = """
        lockstep.deployment d CROSS JOIN jsonb_each(d.answer -> 'Progress') p JOIN lockstep.journal j
          ON j.schema = d.schema AND j.state IN ('applied', 'kept') AND regexp_replace(j.name, '[.][^.]*$', '.down.sql') = p.key
        """;

    /// <summary>
    /// Of the deployments in <see cref="From"/> those of schema <c>$1</c> that will not go on: their runs died, or lost the
    /// database until their time was over, and a later request has superseded them.
    /// </summary>
    public const string OfTheDead = "d.schema = $1 AND d.state = 'superseded'";

    /// <summary>What came of these is written down: how far they had come tells nobody anything any more.</summary>
    public static Sql ForgetThoseOfTheDead(string schema) => new(
        $"""
        UPDATE lockstep.deployment dead
        SET answer = jsonb_set(dead.answer, ARRAY['Progress'], (dead.answer -> 'Progress') - begun.downs)
        FROM (SELECT d.id, array_agg(p.key) AS downs FROM {From} WHERE {OfTheDead} GROUP BY d.id) begun
        WHERE dead.id = begun.id
        """,
        Sql.Value(schema));
}
