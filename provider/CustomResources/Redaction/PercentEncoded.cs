using System.Globalization;
using System.Text;

namespace Lockstep.CustomResources.Redaction;

static class PercentEncoded
{
    /// <summary>
    /// How many characters at the start of <paramref name="text"/> spell the secret in percent-encoding; 0 when they
    /// don't.
    /// </summary>
    public static int Length(ReadOnlySpan<char> text, ReadOnlySpan<byte> secret)
    {
        Span<byte> bytes = stackalloc byte[4];
        var length = 0;
        while (secret.Length > 0)
        {
            var (read, written) = Decode(text[length..], secret[0], bytes);
            if (written == 0 || !secret.StartsWith(bytes[..written]))
            {
                return 0;
            }

            length += read;
            secret = secret[written..];
        }

        return length;
    }

    static (int Read, int Written) Decode(ReadOnlySpan<char> text, byte expected, Span<byte> bytes)
    {
        if (text is ['%', _, _, ..]
            && byte.TryParse(text[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[0]))
        {
            return (3, 1);
        }

        if (text is ['+', ..] && expected == ' ')
        {
            bytes[0] = expected;
            return (1, 1);
        }

        _ = Rune.DecodeFromUtf16(text, out var rune, out var read);
        return text.IsEmpty ? (0, 0) : (read, rune.EncodeToUtf8(bytes));
    }
}
