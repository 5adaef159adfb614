using static Lockstep.Rehearsal.Inspecting.Objects.AccessControl;

namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>What <c>pg_class</c> holds, but for indexes: tables, views, sequences, composite types; their columns.</summary>
static class RelationObjects
{
    const string Views = """
        SELECT format('view %s: %s', name, pg_get_viewdef(oid)) FROM relation WHERE relkind IN ('v', 'm')
        """;

    // A sequence that belongs to a column goes with it.
    const string Sequences = """
        SELECT concat_ws(', ', format('sequence %s: %s from %s by %s, %s to %s, cache %s', r.name,
          format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache),
          CASE WHEN s.seqcycle THEN 'cycle' END,
          (SELECT format('owned by %s.%I', a.attrelid::regclass, a.attname)
           FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
           WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.refclassid = d.classid AND d.deptype IN ('a', 'i')))
        FROM relation r JOIN pg_sequence s ON s.seqrelid = r.oid
        """;

    static readonly string Relations = $"""
        SELECT concat_ws(', ', format('relation %s: kind %s', name, relkind), 'persistence ' || NULLIF(relpersistence::text, 'p'),
          format('owner %I', pg_get_userbyid(relowner)), CASE WHEN relrowsecurity THEN 'row security' END,
          CASE WHEN relforcerowsecurity THEN 'forced' END, 'partitioned by ' || pg_get_partkeydef(oid),
          'part of ' ||
            (SELECT array_agg(inhparent::regclass::text ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = r.oid)::text,
          pg_get_expr(relpartbound, oid), 'of type ' || NULLIF(reloftype, 0)::regtype::text,
          'access method ' || (SELECT amname FROM pg_am a WHERE a.oid = relam AND amname <> 'heap'),
          'tablespace ' || (SELECT spcname FROM pg_tablespace s WHERE s.oid = reltablespace),
          'replica identity ' || CASE WHEN relkind IN ('r', 'p', 'm') THEN NULLIF(relreplident::text, 'd') END,
          CASE WHEN NOT relispopulated THEN 'not populated' END, 'options ' || reloptions::text,
          'toast options ' || (SELECT t.reloptions::text FROM pg_class t WHERE t.oid = r.reltoastrelid),
          {Grants("relacl", """CASE WHEN relkind = 'S' THEN 's'::"char" ELSE 'r' END""", "relowner")})
        FROM relation r WHERE relkind NOT IN ('i', 'I', 't')
        """;

    // No statistics target is -1 up to PostgreSQL 16, and null from 17 on. A partition has no columns of its own.
    static readonly string Columns = $"""
        SELECT concat_ws(', ', format('column %s.%I: %s', r.name, a.attname, format_type(a.atttypid, a.atttypmod)),
          CASE WHEN a.attnotnull THEN 'not null' END, 'collation ' || NULLIF(a.attcollation, t.typcollation)::regcollation::text,
          'identity ' || NULLIF(a.attidentity::text, ''), 'generated ' || NULLIF(a.attgenerated::text, ''),
          'default ' || pg_get_expr(d.adbin, d.adrelid), CASE WHEN NOT a.attislocal AND NOT r.relispartition THEN 'inherited' END,
          'storage ' || NULLIF(a.attstorage, t.typstorage)::text, 'compression ' || NULLIF(a.attcompression::text, ''),
          'statistics ' || NULLIF(a.attstattarget, -1), 'options ' || a.attoptions::text,
          'foreign options ' || a.attfdwoptions::text, {Grants("a.attacl", "'c'", "r.relowner")})
        FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE r.relkind NOT IN ('i', 'I', 't', 'S')
        """;

    public static IReadOnlyList<string> Selects { get; } = [Relations, Columns, Views, Sequences];
}
