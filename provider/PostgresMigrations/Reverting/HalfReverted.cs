using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Progressing;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>
/// Scripts whose downs a deployment has begun outside of transactions and not brought to their end: neither there nor gone.
/// </summary>
static class HalfReverted
{
    /// <summary>Finds them.</summary>
    public static async Task<IReadOnlyList<JournalRow>> ByAsync(
        Deployment deployment, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var begun = await connection.QueryAsync(
            new Sql(
                $"""
                SELECT {StoredScript.Columns}, p.value::text
                FROM lockstep.deployment d, jsonb_each(d.answer -> 'Progress') p, lockstep.journal j
                WHERE d.id = $1 AND j.schema = $2 AND j.state IN ('applied', 'kept')
                  AND regexp_replace(j.name, '[.][^.]*$', '.down.sql') = p.key
                """,
                Sql.Value(deployment.Id), Sql.Value(deployment.Schema)),
            row => (Stored: StoredScript.Read(row), Progress: Progress.FromStored(row.GetString(12))),
            cancellationToken);
        return [.. begun.Where(one => IsBegun(one.Stored, one.Progress)).Select(one => one.Stored.Row)];
    }

    // Where no note was made in front of the first statement, or can be, nobody knows whether it did something.
    static bool IsBegun(StoredScript stored, Progress progress) => progress.Done > 0 || progress.Begun is not null
        || (stored.Down is { } down && !UnbegunScripts.HoldsItsFirst(down)
            && down.Statements.FirstOrDefault() is { WaitsForOthers: false });
}
