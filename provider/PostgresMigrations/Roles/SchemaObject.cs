using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>Something in a schema that rights are held on, and who holds them.</summary>
sealed record SchemaObject
{
    public required ObjectKind Kind { get; init; }

    public required string Schema { get; init; }

    /// <summary>As SQL names it.</summary>
    public required string Name { get; init; }

    /// <summary>What the role holds by itself.</summary>
    public required IReadOnlySet<string> Held { get; init; }

    /// <summary>By privilege: who gave it to the role and is not who REVOKE takes from.</summary>
    public ILookup<string, string> Givers { get; init; } = Array.Empty<string>().ToLookup(one => one, StringComparer.Ordinal);

    /// <summary>What everybody may do.</summary>
    public required IReadOnlySet<string> Public { get; init; }

    /// <summary>What the migrator may pass on although the object is somebody else's.</summary>
    public required IReadOnlySet<string> Passable { get; init; }

    /// <summary>The object is the migrator's or of a role that it acts for, so it may pass on everything.</summary>
    public required bool IsMigrators { get; init; }

    public bool MayPass(string privilege) => IsMigrators || Passable.Contains(privilege);

    /// <summary>Everything in these schemas, those of the migrator's default privileges included.</summary>
    public static Task<IReadOnlyList<SchemaObject>> InAsync(
        NpgsqlConnection connection, IEnumerable<string> schemas, string role, CancellationToken cancellationToken) =>
        connection.QueryAsync(new Sql(Query, Sql.Value(schemas), Sql.Value(role)), Read, cancellationToken);

    static SchemaObject Read(NpgsqlDataReader row) => new()
    {
        Kind = Enum.Parse<ObjectKind>(row.GetString(0)),
        Schema = row.GetString(1),
        Name = row.GetString(2),
        Held = Names(row.GetString(3)),
        Public = Names(row.GetString(4)),
        Passable = Names(row.GetString(5)),
        IsMigrators = row.GetBoolean(6),
        Givers = row.GetFieldValue<string[]>(7).Zip(row.GetFieldValue<string[]>(8))
            .ToLookup(one => one.First, one => one.Second, StringComparer.Ordinal),
    };

    static HashSet<string> Names(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    // REVOKE takes what the owner gave, where the migrator acts for the owner: what others passed on stays, without a word.
    // What belongs to an extension is left to it. regprocedure leaves out a schema that is in search_path; ours holds pg_catalog
    // alone.
    const string Query = """
        WITH space AS (SELECT * FROM pg_namespace WHERE nspname = ANY ($1)),
        extended AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
        object(kind, schema, name, acl, owner) AS (
          SELECT 'Schema', nspname::text, quote_ident(nspname), coalesce(nspacl, acldefault('n', nspowner)), nspowner FROM space
          UNION ALL
          SELECT CASE relkind WHEN 'S' THEN 'Sequence' ELSE 'Table' END, nspname, format('%I.%I', nspname, relname),
            coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)), relowner
          FROM pg_class c JOIN space s ON c.relnamespace = s.oid
          WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            AND NOT EXISTS (SELECT FROM extended WHERE (classid, objid) = (c.tableoid, c.oid))
          UNION ALL
          SELECT 'Routine', nspname, p.oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner)), proowner
          FROM pg_proc p JOIN space s ON p.pronamespace = s.oid
          WHERE NOT EXISTS (SELECT FROM extended WHERE (classid, objid) = (p.tableoid, p.oid))
          UNION ALL
          SELECT future.kind, nspname, quote_ident(nspname), d.defaclacl, me.oid
          FROM space s
            CROSS JOIN (VALUES ('FutureTable', 'r'), ('FutureSequence', 'S'), ('FutureRoutine', 'f')) future(kind, type)
            JOIN pg_roles me ON me.rolname = current_user
            LEFT JOIN pg_default_acl d
              ON d.defaclnamespace = s.oid AND d.defaclrole = me.oid AND d.defaclobjtype::text = future.type
        )
        SELECT kind, schema, name,
          coalesce(string_agg(a.privilege_type, ',') FILTER (WHERE a.grantee = r.oid), ''),
          coalesce(string_agg(a.privilege_type, ',') FILTER (WHERE a.grantee = 0), ''),
          coalesce(string_agg(a.privilege_type, ',') FILTER (
            WHERE a.is_grantable AND a.grantee <> 0 AND pg_has_role(a.grantee, 'USAGE')), ''),
          pg_has_role(owner, 'USAGE'),
          coalesce(array_agg(a.privilege_type) FILTER (WHERE a.grantee = r.oid AND is_lent), '{}'),
          coalesce(array_agg(g.rolname::text) FILTER (WHERE a.grantee = r.oid AND is_lent), '{}')
        FROM object LEFT JOIN LATERAL aclexplode(acl) a ON true LEFT JOIN pg_roles r ON r.rolname = $2
          LEFT JOIN pg_roles g ON g.oid = a.grantor
          CROSS JOIN LATERAL (SELECT CASE WHEN pg_has_role(owner, 'USAGE') THEN a.grantor <> owner
            ELSE NOT pg_has_role(a.grantor, 'USAGE') END) lent(is_lent)
        GROUP BY kind, schema, name, owner
        ORDER BY kind, schema, name
        """;
}
