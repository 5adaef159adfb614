using System.Globalization;

namespace Lockstep.CustomResources.Requests;

/// <summary>A URL taken apart by rules that leave nothing to interpretation, so that two parsers cannot disagree about its host.</summary>
/// <param name="IsSecure">https, not http.</param>
/// <param name="Host">A name, an IPv4 address, or an IPv6 address in brackets.</param>
/// <param name="Port">443 or 80 where the URL has none.</param>
/// <param name="PathAndQuery">As given.</param>
sealed record UrlParts(bool IsSecure, string Host, int Port, string PathAndQuery)
{
    const int Longest = 8192;
    const string Https = "https://";
    const string Http = "http://";

    /// <summary>The URL without its path and query, which nobody may see.</summary>
    public string Origin => string.Create(CultureInfo.InvariantCulture, $"{(IsSecure ? Https : Http)}{Host}:{Port}");

    public static UrlParts? Of(string text) => text switch
    {
        { Length: > Longest } => null,
        _ when text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.AsSpan().ContainsAny('\\', '#') => null,
        _ when text.StartsWith(Https, StringComparison.OrdinalIgnoreCase) => Of(isSecure: true, text[Https.Length..], 443),
        _ when text.StartsWith(Http, StringComparison.OrdinalIgnoreCase) => Of(isSecure: false, text[Http.Length..], 80),
        _ => null,
    };

    static UrlParts? Of(bool isSecure, string text, int defaultPort)
    {
        var path = text.IndexOf('/', StringComparison.Ordinal);
        return path >= 0 && HostAndPort.Parse(text[..path]) is { } place
            ? new UrlParts(isSecure, place.Host, place.Port ?? defaultPort, text[path..])
            : null;
    }
}
