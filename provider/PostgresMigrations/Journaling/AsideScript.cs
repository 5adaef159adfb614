using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>What of a repeatable a run took away for a while, and was cut off before it gave it back.</summary>
/// <param name="Name">The repeatable's name.</param>
/// <param name="Script">To be run again; null where it is there, or comes back as the former text of one that changed.</param>
/// <param name="Belongings">Statements that then give what is in no text: owner, rights, comments, what others put on it.</param>
sealed record AsideScript(string Name, StoredScript? Script, IReadOnlyList<string> Belongings)
{
    /// <summary>All that is away in a schema, by name. What has another text by now is not run again.</summary>
    public static Task<IReadOnlyList<AsideScript>> InAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellationToken) =>
        connection.QueryAsync(
            new Sql(
                $"""
                SELECT DISTINCT ON (aside.key COLLATE "C") {StoredScript.Columns}, aside.key,
                  ARRAY(SELECT jsonb_array_elements_text(coalesce(aside.value -> 'Belongings', '[]')))
                FROM lockstep.deployment d CROSS JOIN jsonb_each(d.answer -> 'Aside') aside
                LEFT JOIN lockstep.journal j
                  ON j.id = (aside.value ->> 'Row')::bigint AND j.state IN {JournalRows.Present}
                WHERE d.schema = $1 ORDER BY aside.key COLLATE "C", d.id DESC
                """,
                Sql.Value(schema)),
            row => new AsideScript(
                row.GetString(13), row.IsDBNull(0) ? null : StoredScript.Read(row), row.GetFieldValue<string[]>(14)),
            cancellationToken);

    /// <summary>The same for whoever knows already whether anything is away: asks only then.</summary>
    public static async Task<IReadOnlyList<AsideScript>> InAsync(
        NpgsqlConnection connection, Standing standing, string schema, CancellationToken cancellationToken) =>
        standing.Schema.HasAside ? await InAsync(connection, schema, cancellationToken) : [];
}
