using System.Text;

namespace Lockstep.CustomResources.Redaction;

/// <summary>
/// One value to hide, found as it is, percent-encoded, or escaped for JSON; encodings may leave any character as it
/// is.
/// </summary>
sealed class Secret(string text)
{
    readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);

    public string Text { get; } = text;

    public string Replace(string within, string mask)
    {
        if (within.Length < Text.Length)
        {
            return within;
        }

        // As it is comes last: it may be the beginning of an encoded form, whose end would be left behind.
        if (within.AsSpan().ContainsAny('%', '+'))
        {
            within = Replace(within, ['%', '+', Text[0]], mask, rest => PercentEncoded.Length(rest, _utf8));
        }

        if (within.Contains('\\', StringComparison.Ordinal))
        {
            within = Replace(within, ['\\', Text[0]], mask, rest => JsonEscaped.Length(rest, Text));
        }

        return within.Replace(Text, mask, StringComparison.Ordinal);
    }

    static string Replace(string within, ReadOnlySpan<char> starts, string mask, MatchLength match)
    {
        StringBuilder? result = null;
        var kept = 0;
        for (var at = Next(within, 0, starts); at >= 0; at = Next(within, at, starts))
        {
            var length = match(within.AsSpan(at));
            if (length == 0)
            {
                at++;
                continue;
            }

            result = (result ?? new StringBuilder()).Append(within, kept, at - kept).Append(mask);
            at += length;
            kept = at;
        }

        return result is null ? within : result.Append(within, kept, within.Length - kept).ToString();
    }

    static int Next(string within, int from, ReadOnlySpan<char> starts)
    {
        var at = within.AsSpan(from).IndexOfAny(starts);
        return at < 0 ? at : from + at;
    }

    delegate int MatchLength(ReadOnlySpan<char> rest);
}
