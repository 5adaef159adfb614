namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>The statement behind <see cref="Belongings"/>: of each object what has to be said to have it as it is.</summary>
static class BelongingsQuery
{
    /// <summary>Columns of a <see cref="Belonging"/>, in the order in which the statements can be run.</summary>
    public const string Text = $"""
        WITH o AS (
          SELECT place - 1 AS place, class::oid, id::oid, name, granted, described
          FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS o(class, id, name, granted, described, place)
        ), me AS (
          SELECT oid FROM pg_roles WHERE rolname = current_user
        ), owned AS (
          SELECT o.*, 'r'::"char" AS type, c.relowner AS owner, c.relacl AS acl, c.relnamespace AS space
          FROM o JOIN pg_class c ON o.class = 'pg_class'::regclass AND c.oid = o.id
          UNION ALL
          SELECT o.*, 'f'::"char", p.proowner, p.proacl, p.pronamespace
          FROM o JOIN pg_proc p ON o.class = 'pg_proc'::regclass AND p.oid = o.id
        ), held AS (
          SELECT w.place, w.granted, w.owner, w.acl IS NULL AS by_default, a.*
          FROM owned w, aclexplode(coalesce(w.acl, acldefault(w.type, w.owner)))
            WITH ORDINALITY AS a(grantor, grantee, privilege, grantable, nth)
        )
        SELECT place, kind, statement, name, privilege, column_name FROM (
          {Owners} UNION ALL {Revokes} UNION ALL {Grants} UNION ALL {ColumnGrants} UNION ALL {Comments} UNION ALL {Attached}
        ) AS every(place, kind, rank, nth, statement, name, privilege, column_name)
        ORDER BY rank, place, nth
        """;

    const string Role = "CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END";

    const string Grantee = "CASE grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(grantee)::text END";

    const string Owners = """
        SELECT place, 'Owner', 1, 1::bigint, format('ALTER %s OWNER TO %I', described, pg_get_userbyid(owner)),
          NULL::text, NULL::text, NULL::text
        FROM owned, me WHERE owner <> me.oid
        """;

    // What a new object of the migrator's is given: by the server, and by ALTER DEFAULT PRIVILEGES.
    const string Revokes = $"""
        SELECT DISTINCT place, 'Revoke', 2, 1::bigint, format('REVOKE %s ON %s FROM %s', privilege, granted, {Role}),
          {Grantee}, privilege, NULL::text
        FROM (
          SELECT w.place, w.granted, a.grantee, a.privilege_type AS privilege
          FROM owned w, me, aclexplode(acldefault(w.type, w.owner)) a
          UNION
          SELECT w.place, w.granted, a.grantee, a.privilege_type
          FROM owned w, me, pg_default_acl d, aclexplode(d.defaclacl) a
          WHERE d.defaclrole = me.oid AND d.defaclobjtype = w.type AND d.defaclnamespace IN (0, w.space)) fresh
        WHERE NOT EXISTS (
          SELECT FROM held h WHERE (h.place, h.grantee, h.privilege) = (fresh.place, fresh.grantee, fresh.privilege))
        """;

    const string Grants = $"""
        SELECT place, CASE grantee WHEN owner THEN 'OwnGrant' ELSE 'Grant' END, 3, nth,
          format('GRANT %s ON %s TO %s%s', privilege, granted, {Role},
            CASE WHEN grantable THEN ' WITH GRANT OPTION' END), {Grantee}, privilege, NULL::text
        FROM held WHERE NOT by_default
        """;

    const string ColumnGrants = $"""
        SELECT place, 'Grant', 4, e.nth, format('GRANT %s (%I) ON %s TO %s%s', e.privilege, a.attname, granted, {Role},
          CASE WHEN e.grantable THEN ' WITH GRANT OPTION' END), {Grantee}, e.privilege, a.attname::text
        FROM owned JOIN pg_attribute a ON class = 'pg_class'::regclass AND a.attrelid = id AND NOT a.attisdropped,
          aclexplode(a.attacl) WITH ORDINALITY AS e(grantor, grantee, privilege, grantable, nth)
        """;

    const string Comments = """
        SELECT o.place, 'Comment', 5, d.objsubid::bigint,
          CASE WHEN a.attname IS NULL THEN format('COMMENT ON %s IS %L', o.described, d.description)
            ELSE format('COMMENT ON COLUMN %s.%I IS %L', o.name, a.attname, d.description) END,
          NULL::text, NULL::text, a.attname::text
        FROM o JOIN pg_description d ON d.classoid = o.class AND d.objoid = o.id
        LEFT JOIN pg_attribute a ON o.class = 'pg_class'::regclass AND a.attrelid = o.id AND a.attnum = d.objsubid
          AND d.objsubid > 0
        """;

    const string Attached = """
        SELECT o.place, 'Attached', 6, i.indexrelid::bigint, pg_get_indexdef(i.indexrelid), x.relname::text,
          NULL::text, NULL::text
        FROM o JOIN pg_index i ON o.class = 'pg_class'::regclass AND i.indrelid = o.id JOIN pg_class x ON x.oid = i.indexrelid
        UNION ALL
        SELECT o.place, 'Attached', 7, w.oid::bigint, rtrim(pg_get_ruledef(w.oid), ';'), w.rulename::text, NULL::text, NULL::text
        FROM o JOIN pg_rewrite w ON o.class = 'pg_class'::regclass AND w.ev_class = o.id AND w.rulename <> '_RETURN'
        UNION ALL
        SELECT o.place, 'Attached', 8, t.oid::bigint, pg_get_triggerdef(t.oid), t.tgname::text, NULL::text, NULL::text
        FROM o JOIN pg_trigger t ON o.class = 'pg_class'::regclass AND t.tgrelid = o.id AND NOT t.tgisinternal
        WHERE NOT EXISTS (SELECT FROM o other WHERE other.class = 'pg_trigger'::regclass AND other.id = t.oid)
        """;
}
