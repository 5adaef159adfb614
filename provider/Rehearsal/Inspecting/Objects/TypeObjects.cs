using static Lockstep.Rehearsal.Inspecting.Objects.AccessControl;

namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>Types, domains, collations, conversions, casts, and transforms.</summary>
static class TypeObjects
{
    // The column of the locale has another name from PostgreSQL 17 on, and there are rules from 16 on.
    const string Collations = """
        SELECT concat_ws(', ', format('collation %I.%I: provider %s', n.nspname, c.collname, c.collprovider),
          format('owner %I', pg_get_userbyid(c.collowner)), 'encoding ' || NULLIF(pg_encoding_to_char(c.collencoding), ''),
          'collate ' || c.collcollate, 'ctype ' || c.collctype,
          'locale ' || COALESCE(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale'),
          'rules ' || (to_jsonb(c) ->> 'collicurules'), CASE WHEN NOT c.collisdeterministic THEN 'not deterministic' END)
        FROM pg_collation c JOIN ours n ON n.oid = c.collnamespace
        """;

    const string Conversions = """
        SELECT concat_ws(', ', format('conversion %I.%I: %s to %s by %s', n.nspname, c.conname,
          pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc),
          format('owner %I', pg_get_userbyid(c.conowner)), CASE WHEN c.condefault THEN 'default' END)
        FROM pg_conversion c JOIN ours n ON n.oid = c.connamespace
        """;

    // Those of the system have numbers below 16384.
    const string Casts = """
        SELECT concat_ws(', ', format('cast (%s AS %s): method %s, context %s',
          format_type(castsource, NULL), format_type(casttarget, NULL), castmethod, castcontext),
          'by ' || NULLIF(castfunc, 0)::regprocedure::text)
        FROM pg_cast WHERE oid >= 16384
        """;

    const string Transforms = """
        SELECT format('transform for %s language %I: from %s, to %s', format_type(t.trftype, NULL), l.lanname,
          t.trffromsql::oid::regprocedure, t.trftosql::oid::regprocedure)
        FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
        """;

    // An array type comes and goes with the type of its elements, a table's row type with the table.
    static readonly string Types = $"""
        SELECT concat_ws(', ',
          format('type %I.%I: kind %s, owner %I', n.nspname, t.typname, t.typtype, pg_get_userbyid(t.typowner)),
          CASE WHEN NOT t.typisdefined THEN 'a shell' END,
          'labels ' || (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder)::text FROM pg_enum e WHERE e.enumtypid = t.oid),
          (SELECT concat_ws(', ', 'range of ' || format_type(g.rngsubtype, NULL), 'operator class ' || o.opcname,
             'collation ' || NULLIF(g.rngcollation, 0)::regcollation::text, 'multirange ' || format_type(g.rngmultitypid, NULL),
             'canonical ' || NULLIF(g.rngcanonical::oid, 0)::regproc, 'difference ' || NULLIF(g.rngsubdiff::oid, 0)::regproc)
           FROM pg_range g JOIN pg_opclass o ON o.oid = g.rngsubopc WHERE g.rngtypid = t.oid),
          CASE WHEN t.typtype = 'b' THEN format(
            'input %s, output %s, receive %s, send %s, modifiers %s %s, analyze %s, subscript %s, element %s, delimiter %L, '
            'length %s, by value %s, alignment %s, storage %s, category %L, preferred %s, collation %s, default %L',
            t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze, t.typsubscript,
            format_type(t.typelem, NULL), t.typdelim, t.typlen, t.typbyval, t.typalign, t.typstorage, t.typcategory,
            t.typispreferred, t.typcollation::regcollation, t.typdefault) END,
          {Grants("t.typacl", "'T'", "t.typowner")})
        FROM pg_type t JOIN ours n ON n.oid = t.typnamespace
        WHERE t.typtype IN ('e', 'r', 'm') OR NOT t.typisdefined
          OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
          OR t.typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c'
        """;

    static readonly string Domains = $"""
        SELECT concat_ws(', ', format('domain %I.%I: %s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod)),
          format('owner %I', pg_get_userbyid(t.typowner)),
          'collation ' || NULLIF(t.typcollation, b.typcollation)::regcollation::text,
          CASE WHEN t.typnotnull THEN 'not null' END, 'default ' || t.typdefault,
          (SELECT string_agg(format('%I %s', c.conname, pg_get_constraintdef(c.oid)), ', ' ORDER BY c.conname)
           FROM pg_constraint c WHERE c.contypid = t.oid), {Grants("t.typacl", "'T'", "t.typowner")})
        FROM pg_type t JOIN ours n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype WHERE t.typtype = 'd'
        """;

    public static IReadOnlyList<string> Selects { get; } = [Types, Domains, Collations, Conversions, Casts, Transforms];
}
