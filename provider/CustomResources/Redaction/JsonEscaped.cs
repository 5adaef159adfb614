using System.Globalization;

namespace Lockstep.CustomResources.Redaction;

static class JsonEscaped
{
    /// <summary>
    /// How many characters at the start of <paramref name="text"/> spell the secret in a JSON string; 0 when they
    /// don't.
    /// </summary>
    public static int Length(ReadOnlySpan<char> text, ReadOnlySpan<char> secret)
    {
        var length = 0;
        foreach (var expected in secret)
        {
            var (read, character) = Decode(text[length..]);
            if (read == 0 || character != expected)
            {
                return 0;
            }

            length += read;
        }

        return length;
    }

    static (int Read, char Character) Decode(ReadOnlySpan<char> text) => text switch
    {
        [] => (0, '\0'),
        ['\\', 'u', _, _, _, _, ..] when Hex(text[2..6]) is { } code => (6, (char)code),
        ['\\', 'n', ..] => (2, '\n'),
        ['\\', 'r', ..] => (2, '\r'),
        ['\\', 't', ..] => (2, '\t'),
        ['\\', 'b', ..] => (2, '\b'),
        ['\\', 'f', ..] => (2, '\f'),
        ['\\', var itself, ..] => (2, itself),
        [var itself, ..] => (1, itself),
    };

    static ushort? Hex(ReadOnlySpan<char> digits) =>
        ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? code : null;
}
