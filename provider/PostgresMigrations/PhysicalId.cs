namespace Lockstep.PostgresMigrations;

/// <summary>The physical id of a migrated schema: where it is, so that a change of place is a replacement.</summary>
static class PhysicalId
{
    const string Prefix = "lockstep:postgres://";

    /// <summary><c>lockstep:postgres://HOST/DATABASE/SCHEMA</c>: host in lower case, parts percent-encoded.</summary>
    public static string For(string host, string database, string schema) =>
#pragma warning disable CA1308 // host names compare in lower case, and the id has to read as one
        $"{Prefix}{Uri.EscapeDataString(host.ToLowerInvariant())}"
            + $"/{Uri.EscapeDataString(database)}/{Uri.EscapeDataString(schema)}";
#pragma warning restore CA1308

    /// <summary>Whether a request's id was made here; an id that CloudFormation invented was not.</summary>
    public static bool IsOurs(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);
}
