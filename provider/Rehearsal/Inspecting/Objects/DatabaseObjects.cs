using static Lockstep.Rehearsal.Inspecting.Objects.AccessControl;

namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>What belongs to the whole database: schemas, default privileges, extensions, event triggers; and comments.</summary>
static class DatabaseObjects
{
    /// <summary>How a line of default privileges begins.</summary>
    public const string DefaultPrivileges = "default privileges ";

    const string EventTriggers = """
        SELECT concat_ws(', ', format('event trigger %I: owner %I, on %s by %s, enabled %s', evtname, pg_get_userbyid(evtowner),
          evtevent, evtfoid::regprocedure, evtenabled), 'tags ' || evttags::text)
        FROM pg_event_trigger
        """;

    const string Extensions = """
        SELECT format('extension %I: %s, schema %I', e.extname, e.extversion, n.nspname)
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        """;

    // ALTER EXTENSION ADD and DROP, and DEPENDS ON EXTENSION. What initdb makes is the same everywhere.
    const string ExtensionMembers = """
        SELECT format('extension %I: %s %s', e.extname, CASE d.deptype WHEN 'e' THEN 'has' ELSE 'is needed by' END,
          pg_describe_object(d.classid, d.objid, d.objsubid))
        FROM pg_extension e JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
        WHERE d.deptype IN ('e', 'x') AND d.objid >= 16384
        """;

    const string Comments = """
        SELECT format('comment on %s: %s', concat_ws('.', r.name, quote_ident(a.attname)), d.description)
        FROM relation r JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass
        LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.objsubid AND d.objsubid > 0
        UNION ALL
        SELECT format('comment on %s: %s', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
        FROM pg_description d
        WHERE d.classoid <> 'pg_class'::regclass
          AND (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass AND d.objoid IN (SELECT oid FROM ours))
          AND NOT EXISTS (SELECT FROM pg_depend e WHERE (e.classid, e.objid, e.deptype) = (d.classoid, d.objoid, 'e'))
        """;

    static readonly string Schemas = $"""
        SELECT concat_ws(', ', format('schema %I: owner %I', nspname, pg_get_userbyid(nspowner)),
          {Grants("nspacl", "'n'", "nspowner")})
        FROM ours
        """;

    static readonly string Defaults = $"""
        SELECT format('{DefaultPrivileges}of %I in schema %I on %s: grants %s', pg_get_userbyid(d.defaclrole), n.nspname,
          d.defaclobjtype, {Sorted("d.defaclacl")})
        FROM pg_default_acl d JOIN ours n ON n.oid = d.defaclnamespace
        UNION ALL
        SELECT format('{DefaultPrivileges}of %I on %s: grants %s', pg_get_userbyid(d.defaclrole), d.defaclobjtype,
          {Sorted("d.defaclacl")})
        FROM pg_default_acl d WHERE d.defaclnamespace = 0
        """;

    public static IReadOnlyList<string> Selects { get; } =
        [Schemas, Defaults, Extensions, ExtensionMembers, EventTriggers, Comments];
}
