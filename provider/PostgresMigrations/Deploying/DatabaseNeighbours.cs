using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>What is in a database besides the schema of the Create that made it: others come as soon as it is there.</summary>
static class DatabaseNeighbours
{
    // A run answers before the ServiceTimeout is over, which is an hour at most: what is on record as running for longer is dead.
    const string LongestRun = "1 hour";

    /// <summary>
    /// Who is at work in it, or has come to own a schema of it. What others made by hand goes with a database that is ordered to
    /// go; what other resources deploy does not.
    /// </summary>
    /// <exception cref="ConnectFailure">Nobody can tell.</exception>
    public static async Task<IReadOnlyList<string>> AtWorkAsync(
        Target target, Patience patience, CancellationToken cancellationToken)
    {
        await using var connection = await target.Connector.OpenAsync(patience, cancellationToken);
        await connection.ExecuteAsync(SessionSettings.Apply, cancellationToken);
        return await connection.QueryAsync(Query(target, AtWork), row => row.GetString(0), cancellationToken);
    }

    /// <summary>Three of them at most: other resources on record, and relations in other schemas.</summary>
    /// <exception cref="ConnectFailure">Nobody can tell.</exception>
    public static async Task<IReadOnlyList<string>> FindAsync(
        Target target, Patience patience, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await target.Connector.OpenAsync(patience, cancellationToken);
            await connection.ExecuteAsync(SessionSettings.Apply, cancellationToken);
            var hasJournal = await connection.QueryAsync(
                new Sql("SELECT to_regclass('lockstep.owner') IS NOT NULL"), row => row.GetBoolean(0), cancellationToken);
            return await connection.QueryAsync(
                hasJournal[0] ? Query(target, $"{Resources} UNION {Relations}") : Query(target, Relations),
                row => row.GetString(0), cancellationToken);
        }
        catch (ConnectFailure gone) when (gone.Kind == ConnectFailureKind.NoDatabase)
        {
            return [];
        }
    }

    static Sql Query(Target target, string from) => new(
        $"SELECT what FROM ({from}) AS others(what) ORDER BY what LIMIT 3",
        Sql.Value(target.Properties.Schema), Sql.Value(target.Context.StackId), Sql.Value(target.Context.LogicalResourceId));

    // Whoever is only at work in it is on record, too.
    const string Resources = """
        SELECT format('%s of %s', logical_id, stack_id)
        FROM (SELECT stack_id, logical_id FROM lockstep.deployment UNION SELECT stack_id, logical_id FROM lockstep.owner) one
        WHERE (stack_id, logical_id) <> ($2, $3)
        """;

    // The owner of a schema that was there is on record only at the end.
    const string AtWork = $"""
        SELECT format('%s of %s', logical_id, stack_id) FROM lockstep.deployment
        WHERE (stack_id, logical_id) <> ($2, $3) AND state = 'running' AND request_type <> 'Delete'
          AND greatest(started_at, signed_at) > clock_timestamp() - interval '{LongestRun}'
        UNION SELECT format('%s of %s', logical_id, stack_id) FROM lockstep.owner WHERE schema <> $1
        """;

    const string Relations = """
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ($1, 'lockstep', 'information_schema') AND NOT starts_with(n.nspname::text, 'pg_')
          AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (
            SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype IN ('e', 'a', 'i'))
        """;
}
