using System.Buffers;
using System.Globalization;

namespace Lockstep.CustomResources.Requests;

/// <summary><c>host</c> or <c>host:port</c>; no user info, no escapes, no international names.</summary>
sealed record HostAndPort(string Host, int? Port)
{
    static readonly SearchValues<char> OfNames =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    static readonly SearchValues<char> OfIPv6 = SearchValues.Create("abcdefABCDEF0123456789:.");

    public static HostAndPort? Parse(string text)
    {
        var hostEnd = text.StartsWith('[')
            ? text.IndexOf(']', StringComparison.Ordinal) + 1
            : text.IndexOf(':', StringComparison.Ordinal);
        var host = hostEnd < 0 ? text : text[..hostEnd];
        var port = text[host.Length..];
        return IsHost(host)
            ? port switch
            {
                "" => new HostAndPort(host, null),
                [':', .. var digits] when PortOf(digits) is { } number => new HostAndPort(host, number),
                _ => null,
            }
            : null;
    }

    static int? PortOf(string digits) =>
        ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && digits[0] != '0' ? port : null;

    static bool IsHost(string host) => host is ['[', .. var address, ']']
        ? address.Length > 0 && !address.AsSpan().ContainsAnyExcept(OfIPv6)
        : host.Length > 0 && !host.AsSpan().ContainsAnyExcept(OfNames);
}
