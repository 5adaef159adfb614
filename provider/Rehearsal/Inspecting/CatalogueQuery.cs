namespace Lockstep.Rehearsal.Inspecting;

/// <summary>The one statement behind <see cref="Catalogue"/>. Definitions come from the server's own pg_get_… functions,
/// so that they are complete and in one spelling.</summary>
static class CatalogueQuery
{
    public const string Text = $"""
        WITH ours AS (
          SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
          WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', 'lockstep')
        ), relation AS (
          SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN ours n ON n.oid = c.relnamespace
        )
        {Schemas} UNION ALL {Relations} UNION ALL {Columns} UNION ALL {Constraints} UNION ALL {Indexes}
        UNION ALL {Views} UNION ALL {Sequences} UNION ALL {Types} UNION ALL {Domains} UNION ALL {Routines}
        UNION ALL {Triggers} UNION ALL {Rules} UNION ALL {Policies} UNION ALL {Extensions} UNION ALL {Comments}
        """;

    const string Schemas = """
        SELECT concat_ws(', ', format('schema %I: owner %I', nspname, pg_get_userbyid(nspowner)), 'grants ' || nspacl::text)
        FROM ours
        """;

    const string Relations = """
        SELECT concat_ws(', ', format('relation %s: kind %s', name, relkind), 'persistence ' || NULLIF(relpersistence::text, 'p'),
          format('owner %I', pg_get_userbyid(relowner)), CASE WHEN relrowsecurity THEN 'row security' END,
          CASE WHEN relforcerowsecurity THEN 'forced' END, 'partitioned by ' || pg_get_partkeydef(oid),
          'part of ' ||
            (SELECT array_agg(inhparent::regclass::text ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = oid)::text,
          pg_get_expr(relpartbound, oid), 'options ' || reloptions::text, 'grants ' || relacl::text)
        FROM relation WHERE relkind NOT IN ('i', 'I', 't')
        """;

    const string Columns = """
        SELECT concat_ws(', ', format('column %s.%I: %s', r.name, a.attname, format_type(a.atttypid, a.atttypmod)),
          CASE WHEN a.attnotnull THEN 'not null' END, 'collation ' || NULLIF(a.attcollation, t.typcollation)::regcollation::text,
          'identity ' || NULLIF(a.attidentity::text, ''), 'generated ' || NULLIF(a.attgenerated::text, ''),
          'default ' || pg_get_expr(d.adbin, d.adrelid), 'grants ' || a.attacl::text)
        FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE r.relkind NOT IN ('i', 'I', 't', 'S')
        """;

    const string Constraints = """
        SELECT format('constraint %s.%I: %s', r.name, c.conname, pg_get_constraintdef(c.oid))
        FROM relation r JOIN pg_constraint c ON c.conrelid = r.oid
        """;

    // An index that was not built to its end has the same definition as one that was.
    const string Indexes = """
        SELECT concat_ws(', ', format('index %s: %s', r.name, pg_get_indexdef(r.oid)),
          CASE WHEN NOT i.indisvalid THEN 'invalid' END, CASE WHEN NOT i.indisready THEN 'not ready' END)
        FROM relation r JOIN pg_index i ON i.indexrelid = r.oid
        """;

    const string Views = """
        SELECT format('view %s: %s', name, pg_get_viewdef(oid)) FROM relation WHERE relkind IN ('v', 'm')
        """;

    const string Sequences = """
        SELECT concat_ws(', ', format('sequence %s: %s from %s by %s, %s to %s, cache %s', r.name,
          format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache),
          CASE WHEN s.seqcycle THEN 'cycle' END)
        FROM relation r JOIN pg_sequence s ON s.seqrelid = r.oid
        """;

    const string Types = """
        SELECT concat_ws(', ',
          format('type %I.%I: kind %s, owner %I', n.nspname, t.typname, t.typtype, pg_get_userbyid(t.typowner)),
          'labels ' || (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder)::text FROM pg_enum e WHERE e.enumtypid = t.oid),
          'range of ' || (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g WHERE g.rngtypid = t.oid),
          'grants ' || t.typacl::text)
        FROM pg_type t JOIN ours n ON n.oid = t.typnamespace
        WHERE t.typtype IN ('e', 'r', 'm', 'b') AND t.typelem = 0
          OR t.typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c'
        """;

    const string Domains = """
        SELECT concat_ws(', ', format('domain %I.%I: %s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod)),
          CASE WHEN t.typnotnull THEN 'not null' END, 'default ' || t.typdefault,
          (SELECT string_agg(format('%I %s', c.conname, pg_get_constraintdef(c.oid)), ', ' ORDER BY c.conname)
           FROM pg_constraint c WHERE c.contypid = t.oid))
        FROM pg_type t JOIN ours n ON n.oid = t.typnamespace WHERE t.typtype = 'd'
        """;

    const string Routines = """
        SELECT concat_ws(', ', format('routine %I.%I(%s): kind %s, owner %I', n.nspname, p.proname,
          pg_get_function_identity_arguments(p.oid), p.prokind, pg_get_userbyid(p.proowner)),
          'grants ' || p.proacl::text, CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END)
        FROM pg_proc p JOIN ours n ON n.oid = p.pronamespace
        """;

    const string Triggers = """
        SELECT format('trigger %s.%I: %s, enabled %s', r.name, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled)
        FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
        """;

    const string Rules = """
        SELECT format('rule %s.%I: %s', r.name, w.rulename, pg_get_ruledef(w.oid))
        FROM relation r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'
        """;

    const string Policies = """
        SELECT concat_ws(', ', format('policy %s.%I: %s to %s', r.name, p.polname, p.polcmd, p.polroles::regrole[]),
          CASE WHEN NOT p.polpermissive THEN 'restrictive' END, 'using ' || pg_get_expr(p.polqual, p.polrelid),
          'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
        FROM relation r JOIN pg_policy p ON p.polrelid = r.oid
        """;

    const string Extensions = """
        SELECT format('extension %I: %s', extname, extversion) FROM pg_extension
        """;

    const string Comments = """
        SELECT format('comment on %s: %s', concat_ws('.', r.name, quote_ident(a.attname)), d.description)
        FROM relation r JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass
        LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.objsubid AND d.objsubid > 0
        UNION ALL
        SELECT format('comment on %s: %s', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
        FROM pg_description d
        WHERE d.objoid >= 16384 AND d.classoid NOT IN ('pg_class'::regclass, 'pg_extension'::regclass) AND NOT EXISTS (
          SELECT FROM pg_depend e WHERE (e.classid, e.objid, e.deptype) = (d.classoid, d.objoid, 'e'))
        """;
}
