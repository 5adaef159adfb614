using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>What the server says about a role, about the one that stood in the old properties, and about the migrator.</summary>
sealed record RoleFacts
{
    public required string Migrator { get; init; }

    public required string Database { get; init; }

    public required bool Exists { get; init; }

    /// <summary>What a role of an application must not have: SUPERUSER and its kind.</summary>
    public required string Powers { get; init; }

    public required string? Comment { get; init; }

    public RoleMark? Mark => RoleMark.Parse(Comment);

    public required RoleMark? OldMark { get; init; }

    /// <summary>The server knows IAM tokens: RDS and Aurora have that role.</summary>
    public required bool HasIam { get; init; }

    /// <summary>The role is a member of rds_iam, so that no password lets it in.</summary>
    public required bool UsesIam { get; init; }

    public required bool MayConnect { get; init; }

    public required bool SignsIn { get; init; }

    public static async Task<RoleFacts> ReadAsync(
        NpgsqlConnection connection, string role, string? oldRole, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync(
            new Sql(Query, Sql.Value(role), Sql.Value(oldRole)), Read, cancellationToken);
        return rows[0];
    }

    static RoleFacts Read(NpgsqlDataReader row) => new()
    {
        Migrator = row.GetString(0),
        Database = row.GetString(1),
        Exists = row.GetBoolean(2),
        Powers = row.GetString(3),
        Comment = row.Text(4),
        OldMark = RoleMark.Parse(row.Text(5)),
        HasIam = row.GetBoolean(6),
        UsesIam = row.GetBoolean(7),
        MayConnect = row.GetBoolean(8),
        SignsIn = row.GetBoolean(9),
    };

    // Who is a member of the migrator, or of whoever rules the server, can read and write what no grant gave it.
    const string Query = """
        SELECT me.rolname::text, current_database()::text, r.oid IS NOT NULL,
          concat_ws(', ', CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
            CASE WHEN r.rolcreatedb THEN 'CREATEDB' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END,
            CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
            CASE WHEN NOT r.rolsuper AND r.oid <> me.oid AND pg_has_role(r.oid, me.oid, 'MEMBER')
              THEN format('membership in %I', me.rolname) END,
            (SELECT string_agg(format('membership in %I', g.rolname), ', ' ORDER BY g.rolname) FROM pg_roles g
              WHERE NOT r.rolsuper AND g.oid <> me.oid
                AND (g.rolsuper OR g.rolcreaterole OR g.rolname IN ('rds_superuser', 'pg_read_all_data', 'pg_write_all_data',
                  'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files', 'pg_database_owner'))
                AND pg_has_role(r.oid, g.oid, 'MEMBER') AND g.oid <> r.oid)),
          shobj_description(r.oid, 'pg_authid'), shobj_description(former.oid, 'pg_authid'),
          iam.oid IS NOT NULL, EXISTS (SELECT FROM pg_auth_members m WHERE m.roleid = iam.oid AND m.member = r.oid),
          coalesce(has_database_privilege(r.oid, current_database(), 'CONNECT'), false), coalesce(r.rolcanlogin, false)
        FROM pg_roles me
          LEFT JOIN pg_roles r ON r.rolname = $1
          LEFT JOIN pg_roles former ON former.rolname = $2
          LEFT JOIN pg_roles iam ON iam.rolname = 'rds_iam'
        WHERE me.rolname = current_user
        """;
}
