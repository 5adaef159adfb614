using System.Globalization;

namespace Lockstep.CustomResources.Requests;

/// <summary>
/// A URL taken apart by rules that leave nothing to interpretation, so that two parsers cannot disagree about its
/// host.
/// </summary>
/// <param name="Text">The whole.</param>
/// <param name="IsSecure">https, not http.</param>
/// <param name="Place">A name, an IPv4 address, or an IPv6 address in brackets; and the port, if it has one.</param>
/// <param name="PathStart">Where the path begins in the text.</param>
sealed record UrlParts(string Text, bool IsSecure, HostAndPort Place, int PathStart)
{
    const int Longest = 8192;
    const string Https = "https://";
    const string Http = "http://";

    public string Host => Place.Host;

    public int Port => Place.Port ?? (IsSecure ? 443 : 80);

    /// <summary>As given.</summary>
    public ReadOnlySpan<char> PathAndQuery => Text.AsSpan(PathStart);

    /// <summary>The URL without its path and query, which nobody may see.</summary>
    public string Origin => string.Create(CultureInfo.InvariantCulture, $"{(IsSecure ? Https : Http)}{Host}:{Port}");

    public static UrlParts? Of(string text) => text switch
    {
        { Length: > Longest } => null,
        _ when text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.AsSpan().ContainsAny('\\', '#') => null,
        _ when text.StartsWith(Https, StringComparison.OrdinalIgnoreCase) => Of(text, isSecure: true, Https.Length),
        _ when text.StartsWith(Http, StringComparison.OrdinalIgnoreCase) => Of(text, isSecure: false, Http.Length),
        _ => null,
    };

    static UrlParts? Of(string text, bool isSecure, int hostStart)
    {
        var path = text.IndexOf('/', hostStart);
        return path >= 0 && HostAndPort.Parse(text[hostStart..path]) is { } place
            ? new UrlParts(text, isSecure, place, path)
            : null;
    }
}
