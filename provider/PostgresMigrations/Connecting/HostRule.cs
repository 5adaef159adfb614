namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>What <c>Host</c> must be like, of a migration and of a role.</summary>
static class HostRule
{
    // RFC 1035; .NET asks no resolver for a longer one, and says so with an exception that names no property.
    const int Longest = 253;

    /// <returns>One sentence; null: nothing is wrong with it.</returns>
    public static string? Finding(string? host) =>
        string.IsNullOrEmpty(host) ? "Host is missing"
        : host.Length > Longest ? $"Host: no name in DNS is longer than {Longest} characters"
        : null;
}
