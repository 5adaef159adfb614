using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>Statements about whole schemas and databases. Their names cannot be parameters: they are quoted.</summary>
static class SchemaStatements
{
    public static Sql Create(string schema) => new($"CREATE SCHEMA {Quoting.Identifier(schema)}");

    public static Sql DropWithContents(string schema) => new($"DROP SCHEMA IF EXISTS {Quoting.Identifier(schema)} CASCADE");

    /// <summary>Drops a schema that nothing is left in, and its owner with it; does nothing where something is.</summary>
    public static IReadOnlyList<Sql> DropWhenEmpty(string schema) =>
    [
        new("SELECT set_config('lockstep.schema', $1, true)", Sql.Value(schema)),
        new("""
            DO $lockstep$
            BEGIN
              EXECUTE format('DROP SCHEMA IF EXISTS %I RESTRICT', current_setting('lockstep.schema'));
            EXCEPTION WHEN dependent_objects_still_exist THEN
              NULL;
            END
            $lockstep$
            """),
        new(
            "DELETE FROM lockstep.owner WHERE schema = $1 AND NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)",
            Sql.Value(schema)),
    ];
}
