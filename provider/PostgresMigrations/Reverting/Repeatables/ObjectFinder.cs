using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>Finds in the catalogue what the texts of repeatables name.</summary>
static class ObjectFinder
{
    const string Query = """
        SELECT i.place - 1, found.class::oid::bigint, found.id::bigint, found.name
        FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS i(kind, space, name, arguments, table_space, on_table, place),
        LATERAL (
          SELECT 'pg_class'::regclass AS class, c.oid AS id, format('%I.%I', n.nspname, c.relname) AS name
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = i.space AND c.relname = i.name
            AND c.relkind = CASE i.kind WHEN 'view' THEN 'v' WHEN 'materializedview' THEN 'm' END
          UNION ALL
          SELECT 'pg_proc'::regclass, p.oid,
            format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
          WHERE i.kind = 'routine' AND n.nspname = i.space AND p.proname = i.name AND p.prokind <> 'a'
            AND p.oid = to_regprocedure(format('%I.%I(%s)', i.space, i.name, i.arguments))
          UNION ALL
          SELECT 'pg_trigger'::regclass, t.oid, format('%I ON %I.%I', t.tgname, n.nspname, c.relname)
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE i.kind = 'trigger' AND n.nspname = i.table_space AND c.relname = i.on_table AND t.tgname = i.name
            AND NOT t.tgisinternal
        ) AS found
        """;

    /// <param name="connection">The session.</param>
    /// <param name="schema">Where names without a schema are.</param>
    /// <param name="scripts">Repeatables.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    public static async Task<IReadOnlyList<PlacedScript>> FindAsync(
        NpgsqlConnection connection, string schema, IReadOnlyList<StoredScript> scripts, CancellationToken cancellationToken)
    {
        var texts = scripts.Select(stored => CreatedObjects.Of(stored.Up)).ToList();
        var named = texts.SelectMany((text, script) => text.Objects.Select(made => (Script: script, Made: made))).ToList();
        var found = await connection.QueryAsync(
            [SearchPath(schema), Find(schema, [.. named.Select(one => one.Made)])],
            async reader =>
            {
                await reader.NextResultAsync(cancellationToken);
                return await reader.RowsAsync(
                    row => (
                        Place: (int)row.GetInt64(0), Id: new ObjectId(row.GetInt64(1), row.GetInt64(2)), Name: row.GetString(3)),
                    cancellationToken);
            },
            cancellationToken);
        var placed = found.OrderBy(one => one.Place)
            .ToLookup(one => named[one.Place].Script, one => new PlacedObject(one.Id, named[one.Place].Made.Kind, one.Name));
        return [.. scripts.Select((stored, script) => new PlacedScript(stored, texts[script], [.. placed[script].Distinct()]))];
    }

    // Types of arguments without a schema are looked for where the script would find them; both travel in one transaction.
    static Sql SearchPath(string schema) =>
        new("SELECT set_config('search_path', quote_ident($1), true)", Sql.Value(schema));

    static Sql Find(string schema, IReadOnlyList<CreatedObject> named) => new(
        Query,
        Sql.Value(named.Select(made => Deployment.Name(made.Kind))),
        Sql.Value(named.Select(made => made.Name.Schema ?? schema)),
        Sql.Value(named.Select(made => made.Name.Name)),
        Sql.Value(named.Select(made => made.Arguments)),
        Sql.Value(named.Select(made => made.Table.Schema ?? schema)),
        Sql.Value(named.Select(made => made.Table.Name ?? string.Empty)));
}
