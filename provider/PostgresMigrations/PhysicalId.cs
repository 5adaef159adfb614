namespace Lockstep.PostgresMigrations;

/// <summary>The physical id of a migrated schema or of a role: where it is, so that a change of place is a replacement.</summary>
static class PhysicalId
{
    const string Prefix = "lockstep:postgres://";
    const string RolePrefix = "lockstep:role://";

    /// <summary><c>lockstep:postgres://HOST/DATABASE/SCHEMA</c>: host in lower case, parts percent-encoded.</summary>
    public static string For(string host, string database, string schema) => $"{Prefix}{Place(host, database, schema)}";

    /// <summary><c>lockstep:role://HOST/DATABASE/ROLE</c>, in the same form.</summary>
    public static string ForRole(string host, string database, string role) => $"{RolePrefix}{Place(host, database, role)}";

    /// <summary>Whether a request's id was made here; an id that CloudFormation invented was not.</summary>
    public static bool IsOurs(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether the id is one of a role's, made here.</summary>
    public static bool IsRole(string id) => id.StartsWith(RolePrefix, StringComparison.Ordinal);

#pragma warning disable CA1308 // host names compare in lower case, and the id has to read as one
    static string Place(string host, string database, string name) =>
        $"{Uri.EscapeDataString(host.ToLowerInvariant())}/{Uri.EscapeDataString(database)}/{Uri.EscapeDataString(name)}";
#pragma warning restore CA1308
}
