using Lockstep.Rehearsal.Inspecting.Objects;

namespace Lockstep.Rehearsal.Inspecting;

/// <summary>The one statement behind <see cref="Catalogue"/>: a SELECT of lines for each kind of object. Definitions come from
/// the server's own pg_get_… functions where there is one, so that they are complete and in one spelling.</summary>
static class CatalogueQuery
{
    // Without the schemas of the system, of temporary objects, and of the journal.
    const string Ours = """
        WITH ours AS (
          SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
          WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', 'lockstep')
        ), relation AS (
          SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN ours n ON n.oid = c.relnamespace
        )
        """;

    public static string Text { get; } = $"{Ours}\n" + string.Join(
        "\nUNION ALL\n",
        [
            .. RelationObjects.Selects, .. TableObjects.Selects, .. TypeObjects.Selects, .. RoutineObjects.Selects,
            .. OperatorObjects.Selects, .. TextSearchObjects.Selects, .. ForeignObjects.Selects,
            .. ReplicationObjects.Selects, .. DatabaseObjects.Selects,
        ]);
}
