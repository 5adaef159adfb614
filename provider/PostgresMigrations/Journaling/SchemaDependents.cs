using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>What is in other schemas and stands on one: <c>DROP SCHEMA … CASCADE</c> would take it along.</summary>
static class SchemaDependents
{
    // Of views their rules depend; of tables their columns, defaults, constraints, triggers and policies.
    const string Statement = """
        WITH home AS (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $1),
        own(class, id) AS (
          SELECT 'pg_catalog.pg_class'::regclass, c.oid FROM pg_catalog.pg_class c JOIN home ON home.oid = c.relnamespace
          UNION ALL
          SELECT 'pg_catalog.pg_proc'::regclass, p.oid FROM pg_catalog.pg_proc p JOIN home ON home.oid = p.pronamespace
          UNION ALL
          SELECT 'pg_catalog.pg_type'::regclass, t.oid FROM pg_catalog.pg_type t JOIN home ON home.oid = t.typnamespace)
        SELECT DISTINCT CASE
          WHEN d.classid = 'pg_catalog.pg_rewrite'::regclass
          THEN pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, there.relation, 0)
          ELSE pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) END
        FROM own JOIN pg_catalog.pg_depend d ON d.refclassid = own.class AND d.refobjid = own.id AND d.deptype <> 'i'
        CROSS JOIN LATERAL (
          SELECT r.ev_class AS relation FROM pg_catalog.pg_rewrite r
          WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid
          UNION ALL SELECT k.conrelid FROM pg_catalog.pg_constraint k
          WHERE d.classid = 'pg_catalog.pg_constraint'::regclass AND k.oid = d.objid
          UNION ALL SELECT a.adrelid FROM pg_catalog.pg_attrdef a
          WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND a.oid = d.objid
          UNION ALL SELECT t.tgrelid FROM pg_catalog.pg_trigger t
          WHERE d.classid = 'pg_catalog.pg_trigger'::regclass AND t.oid = d.objid
          UNION ALL SELECT p.polrelid FROM pg_catalog.pg_policy p
          WHERE d.classid = 'pg_catalog.pg_policy'::regclass AND p.oid = d.objid
          UNION ALL SELECT d.objid WHERE d.classid = 'pg_catalog.pg_class'::regclass
          UNION ALL SELECT 0::oid
          WHERE d.classid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_type'::regclass)) AS there
        LEFT JOIN pg_catalog.pg_class c ON c.oid = there.relation
        LEFT JOIN pg_catalog.pg_proc p ON d.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = d.objid
        LEFT JOIN pg_catalog.pg_type t ON d.classid = 'pg_catalog.pg_type'::regclass AND t.oid = d.objid
        WHERE coalesce(c.relnamespace, p.pronamespace, t.typnamespace) NOT IN (SELECT oid FROM home)
        ORDER BY 1
        """;

    /// <summary>Their names, as PostgreSQL describes them: <c>view report.orders</c>.</summary>
    public static Sql Of(string schema) => new(Statement, Sql.Value(schema));
}
