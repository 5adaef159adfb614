using System.Text;
using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>What the values of <c>Custom::DatabaseRole</c> must be like, beyond their types.</summary>
static class RoleRules
{
    const int LongestName = 63;

    /// <summary>Findings of a Create or forward Update, one sentence each.</summary>
    /// <param name="properties">As they were read.</param>
    /// <param name="hasConnection">The function has <c>LOCKSTEP_CONNECTION</c>, which replaces Host to SslMode.</param>
    public static IEnumerable<string> Check(RoleProperties properties, bool hasConnection) =>
        [
            .. CheckName(properties.RoleName),
            .. hasConnection ? [] : CheckDatabase(properties),
            .. CheckAuthentication(properties),
            .. properties.Grants.SelectMany((grant, index) => CheckGrant(grant, $"Grants[{index}]")),
            .. CheckTwice(properties.Grants),
        ];

    static IEnumerable<string> CheckName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            yield return "RoleName is missing";
        }
        else if (!IsName(name) || IsReserved(name))
        {
            yield return "RoleName: 1 to 63 bytes, and neither public, none, nor a name that begins with pg_ or rds";
        }
    }

    static IEnumerable<string> CheckDatabase(RoleProperties properties)
    {
        if (HostRule.Finding(properties.Host) is { } finding)
        {
            yield return finding;
        }

        if (string.IsNullOrEmpty(properties.Database))
        {
            yield return "Database is missing";
        }

        if (properties.Port is < 1 or > 65535)
        {
            yield return "Port: not between 1 and 65535";
        }

        if (properties is { MigratorAuthentication: DatabaseAuthentication.Secret, SecretArn: null or "" })
        {
            yield return "SecretArn is missing: MigratorAuthentication Secret needs it";
        }

        if (properties is { MigratorAuthentication: DatabaseAuthentication.Iam, Username: null or "" })
        {
            yield return "Username is missing: MigratorAuthentication Iam needs it";
        }
    }

    static IEnumerable<string> CheckAuthentication(RoleProperties properties)
    {
        if (properties is { Authentication: RoleAuthentication.Secret, RoleSecretArn: null or "" })
        {
            yield return "RoleSecretArn is missing: Authentication Secret needs the secret with the role's password";
        }

        if (properties is { Authentication: RoleAuthentication.Iam, RoleSecretArn: { Length: > 0 } })
        {
            yield return "RoleSecretArn: a role with Authentication Iam has no password; leave it out, or choose Secret";
        }

        if (properties.RoleSecretArn is { Length: > 0 } arn && arn == properties.SecretArn)
        {
            yield return "RoleSecretArn is the migrator's own secret (SecretArn): the role needs a password of its own";
        }
    }

    static IEnumerable<string> CheckGrant(SchemaGrant grant, string place)
    {
        if (string.IsNullOrEmpty(grant.Schema))
        {
            yield return $"{place}.Schema is missing";
        }
        else if (!IsName(grant.Schema) || IsSystem(grant.Schema))
        {
            yield return $"{place}.Schema: 1 to 63 bytes, and neither lockstep, information_schema nor a name that "
                + "begins with pg_";
        }

        if (grant.Privileges is not { Count: > 0 })
        {
            yield return $"{place}.Privileges is missing: Read, Write or Execute, or PostgreSQL's names";
        }

        foreach (var problem in (grant.Privileges ?? []).Select(word => Privilege.Problem(word ?? "")).OfType<string>())
        {
            yield return $"{place}.Privileges: {problem}";
        }
    }

    static IEnumerable<string> CheckTwice(IReadOnlyList<SchemaGrant> grants) =>
        grants.Where(grant => !string.IsNullOrEmpty(grant.Schema)).GroupBy(grant => grant.Schema, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"Grants: schema {group.Key} is given more than once");

    /// <summary>The schemas that no role gets anything on, whoever asks.</summary>
    public static bool IsSystem(string schema) =>
        schema is "lockstep" or "information_schema" || schema.StartsWith("pg_", StringComparison.Ordinal);

    static bool IsReserved(string name) => name is "public" or "none"
        || name.StartsWith("pg_", StringComparison.Ordinal) || name.StartsWith("rds", StringComparison.Ordinal);

    static bool IsName(string name) =>
        Encoding.UTF8.GetByteCount(name) <= LongestName && !name.Contains('\0', StringComparison.Ordinal);
}
