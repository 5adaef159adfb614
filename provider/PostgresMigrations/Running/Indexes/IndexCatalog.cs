using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Indexes;

/// <summary>The indexes that a statement with CONCURRENTLY is about, as the search path at hand finds them.</summary>
/// <remarks>https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY</remarks>
static class IndexCatalog
{
    const string Select = """
        SELECT i.indexrelid::bigint, c.relname::text, pg_catalog.format('%I.%I', n.nspname, c.relname), i.indisvalid,
          i.indrelid::pg_catalog.regclass::text
        FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        """;

    /// <summary>SQL: the oid of the thing of that name; $1 is its schema or null, $2 its name.</summary>
    const string Named =
        "pg_catalog.to_regclass(coalesce(pg_catalog.quote_ident($1) || '.', '') || pg_catalog.quote_ident($2))";

    /// <summary>All of the table.</summary>
    public static Sql Of(ConcurrentIndex index) =>
        new($"{Select} WHERE i.indrelid = {Named}", Sql.Value(index.Table.Schema), Sql.Value(index.Table.Name));

    /// <summary>Those that only a rebuilding that broke off can have left, also of partitions.</summary>
    public static Sql Of(ConcurrentReindex reindex) => new(
        $"""
        WITH RECURSIVE named(oid) AS (
          SELECT (CASE WHEN $3
            THEN (SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = {Named}) ELSE {Named} END)::pg_catalog.oid
          UNION
          SELECT h.inhrelid FROM pg_catalog.pg_inherits h JOIN named ON h.inhparent = named.oid
        )
        {Select}
        WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND ($2 IS NULL AND $4 IS NULL OR EXISTS (
          SELECT FROM pg_catalog.pg_class t
          WHERE i.indrelid IN (t.oid, t.reltoastrelid) AND (
            t.oid IN (SELECT oid FROM named)
            OR t.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident($4))::pg_catalog.oid)))
        """,
        Sql.Value(reindex.Name?.Schema), Sql.Value(reindex.Name?.Name), Sql.Value(reindex.IsIndex), Sql.Value(reindex.Schema));

    /// <summary>The one.</summary>
    public static Sql Of(QualifiedName index) =>
        new($"{Select} WHERE i.indexrelid = {Named}", Sql.Value(index.Schema), Sql.Value(index.Name));

    public static FoundIndex Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetString(4));
}

/// <param name="Oid">Its number.</param>
/// <param name="Name">As the catalogue has it.</param>
/// <param name="Quoted">With its schema, as SQL.</param>
/// <param name="IsValid">False while it is built, and for ever if that broke off.</param>
/// <param name="Table">Its table, as SQL in the search path at hand.</param>
sealed record FoundIndex(long Oid, string Name, string Quoted, bool IsValid, string Table);
