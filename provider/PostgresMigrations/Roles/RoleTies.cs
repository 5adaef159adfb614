using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>What a role owns or has rights on, in every database of the server.</summary>
static class RoleTies
{
    // What stands in the temporary schema of a session goes with that session.
    const string IsLasting = """
        CASE WHEN d.dbid = here.oid
          THEN (pg_identify_object(d.classid, d.objid, d.objsubid)).schema LIKE 'pg\_temp%' IS NOT TRUE ELSE true END
        """;

    /// <summary>Nothing temporary of this database.</summary>
    public static Task<IReadOnlyList<string>> OwnedAsync(
        NpgsqlConnection connection, string role, CancellationToken cancellationToken) =>
        ReadAsync(connection, role, $"AND d.deptype = 'o' AND {IsLasting}", cancellationToken);

    /// <summary>What cannot be revoked from here.</summary>
    public static Task<IReadOnlyList<string>> ElsewhereAsync(
        NpgsqlConnection connection, string role, CancellationToken cancellationToken) =>
        ReadAsync(connection, role, "AND d.dbid NOT IN (0, here.oid)", cancellationToken);

    public static Task<IReadOnlyList<string>> AnyAsync(
        NpgsqlConnection connection, string role, CancellationToken cancellationToken) =>
        ReadAsync(connection, role, "", cancellationToken);

    // Objects of another database have no names here.
    static Task<IReadOnlyList<string>> ReadAsync(
        NpgsqlConnection connection, string role, string condition, CancellationToken cancellationToken) =>
        connection.QueryAsync(
            new Sql(
                $"""
                SELECT what || CASE WHEN count(*) > 1 THEN format(' (%s)', count(*)) ELSE '' END
                FROM (
                  SELECT CASE WHEN d.dbid IN (0, here.oid) THEN pg_describe_object(d.classid, d.objid, d.objsubid)
                    ELSE format('objects in database %I', there.datname) END AS what
                  FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid AND d.refclassid = 'pg_authid'::regclass
                    JOIN pg_database here ON here.datname = current_database()
                    LEFT JOIN pg_database there ON there.oid = d.dbid
                  WHERE r.rolname = $1 AND NOT (d.classid = 'pg_auth_members'::regclass) {condition}) ties
                GROUP BY what ORDER BY what LIMIT 3
                """,
                Sql.Value(role)),
            row => row.GetString(0),
            cancellationToken);
}
