using System.Globalization;

namespace Lockstep.CustomResources.Requests;

/// <summary>
/// Hosts that may receive answers besides CloudFormation's own, also with http and on any port: for local use.
/// </summary>
public sealed class ResponseHosts
{
    readonly IReadOnlyList<HostAndPort> _hosts;

    ResponseHosts(IReadOnlyList<HostAndPort> hosts) => _hosts = hosts;

    /// <summary>CloudFormation's own hosts only.</summary>
    public static ResponseHosts None { get; } = new([]);

    /// <summary>
    /// Reads <c>LOCKSTEP_RESPONSE_HOSTS</c>: <c>host</c> or <c>host:port</c>, separated by commas; null or empty
    /// gives none.
    /// </summary>
    /// <exception cref="FormatException">An entry is neither.</exception>
    public static ResponseHosts Parse(string? text)
    {
        var entries = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new ResponseHosts([.. entries.Select(Entry)]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', _hosts.Select(Text));

    internal bool Allow(UrlParts url) =>
        _hosts.Any(host =>
            string.Equals(host.Host, url.Host, StringComparison.OrdinalIgnoreCase) && (host.Port ?? url.Port) == url.Port);

    static HostAndPort Entry(string text) => HostAndPort.Parse(text)
        ?? throw new FormatException($"'{text}' is not a host or host:port to send answers to (without scheme and path).");

    static string Text(HostAndPort host) =>
        host.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host.Host}:{port}") : host.Host;
}
