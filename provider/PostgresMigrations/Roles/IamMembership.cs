using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>Membership in rds_iam: RDS lets no member in by password, whoever granted it.</summary>
static class IamMembership
{
    // Since then a role may be a member several times over, once by each grantor, and REVOKE without a word of whose takes what
    // its own grantor gave: where that is nothing, it warns and succeeds.
    const int SinceGrantors = 16;

    /// <summary>Revokes it, whichever role gave it that the migrator acts for.</summary>
    /// <returns>Why the role is a member still; nothing: it is none any more.</returns>
    public static async Task<IReadOnlyList<string>> EndAsync(
        NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        var revoke = $"REVOKE rds_iam FROM {Quoting.Identifier(role)}";
        if (connection.PostgreSqlVersion.Major < SinceGrantors)
        {
            await connection.ExecuteAsync(new Sql(revoke), cancellationToken);
            return [];
        }

        var grantors = await connection.QueryAsync(
            new Sql(Query, Sql.Value(role)), row => (Name: row.GetString(0), IsOurs: row.GetBoolean(1)), cancellationToken);
        foreach (var (name, _) in grantors.Where(grantor => grantor.IsOurs))
        {
            await connection.ExecuteAsync(
                new Sql($"{revoke} GRANTED BY {Quoting.Identifier(name)}"), cancellationToken);
        }

        return
        [
            .. from grantor in grantors
               where !grantor.IsOurs
               select "It stays a member of rds_iam, so that no password lets it in: "
                   + $"only {grantor.Name} can REVOKE that, who granted it.",
        ];
    }

    const string Query = """
        SELECT g.rolname::text, pg_has_role(g.oid, 'USAGE')
        FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.grantor
        WHERE m.roleid = 'rds_iam'::regrole AND m.member = (SELECT oid FROM pg_roles WHERE rolname = $1)
        ORDER BY 1
        """;
}
