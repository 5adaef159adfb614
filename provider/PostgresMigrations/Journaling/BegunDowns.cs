using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>The downs outside of transactions that deployments have begun and not ended, as their progress tells.</summary>
static class BegunDowns
{
    /// <summary>
    /// <c>lockstep.deployment d</c>, the downs <c>p</c> that it has begun, and <c>lockstep.journal j</c>, the row of the script
    /// that each takes back.
    /// </summary>
    public const string From = $"""
        lockstep.deployment d CROSS JOIN jsonb_each(d.answer -> 'Progress') p JOIN lockstep.journal j
          ON j.schema = d.schema AND j.state IN ('applied', 'kept') AND {DownOfJ} = p.key
        """;

    /// <summary>The name of the down of a row <c>j</c>.</summary>
    public const string DownOfJ = "regexp_replace(j.name, '[.][^.]*$', '.down.sql')";

    /// <summary>
    /// Of the deployments in <see cref="From"/> those of schema <c>$1</c> that will not go on, for a request of stack <c>$2</c>
    /// with the logical id <c>$3</c>: their runs died, or lost the database until their time was over, and a later request has
    /// superseded them.
    /// </summary>
    /// <remarks>
    /// Another resource's may never be superseded, for its stack is gone. Whoever asks has the lock, so that none of them is at
    /// work; one that does go on finds what it had begun on record.
    /// </remarks>
    public const string OfTheDead =
        "d.schema = $1 AND (d.state = 'superseded' OR d.state = 'running' AND (d.stack_id, d.logical_id) <> ($2, $3))";

    /// <summary>The parameters of <see cref="OfTheDead"/>.</summary>
    public static IReadOnlyList<NpgsqlParameter> AskedFor(string schema, RequestContext request) =>
        [Sql.Value(schema), Sql.Value(request.StackId), Sql.Value(request.LogicalResourceId)];

    /// <summary>
    /// The same for the next request, whosever it may be: it would supersede even those of its own resource.
    /// </summary>
    public static IReadOnlyList<NpgsqlParameter> AskedForTheNext(string schema) =>
        [Sql.Value(schema), Sql.Value(string.Empty), Sql.Value(string.Empty)];

    /// <summary>What came of these is written down: how far they had come tells nobody anything any more.</summary>
    public static Sql ForgetThoseOfTheDead(string schema, RequestContext request) => new(
        $"""
        UPDATE lockstep.deployment dead
        SET answer = jsonb_set(dead.answer, ARRAY['Progress'], (dead.answer -> 'Progress') - begun.downs)
        FROM (SELECT d.id, array_agg(p.key) AS downs FROM {From} WHERE {OfTheDead} GROUP BY d.id) begun
        WHERE dead.id = begun.id
        """,
        AskedFor(schema, request));
}
