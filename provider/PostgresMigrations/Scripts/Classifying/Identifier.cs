using System.Text;

namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Turns a name as written into the name that the catalogue has.</summary>
static class Identifier
{
    const int MaxBytes = 63;   // NAMEDATALEN - 1

    public static string Of(ReadOnlySpan<char> token)
    {
        // The escapes of U&"name" are not resolved: nobody names an index that way.
        var quote = token.IndexOf('"');
        var name = quote < 0
            ? Fold(token)
            : token[(quote + 1)..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        return Truncate(name);
    }

    // ASCII alone: in a multi-byte encoding the server leaves other letters as they are.
    static string Fold(ReadOnlySpan<char> token) => string.Create(token.Length, token, (name, from) =>
    {
        for (var index = 0; index < from.Length; index++)
        {
            name[index] = char.IsAsciiLetterUpper(from[index]) ? (char)(from[index] | 0x20) : from[index];
        }
    });

    static string Truncate(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
        {
            return name;
        }

        var (units, bytes) = (0, 0);
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                break;
            }

            units += rune.Utf16SequenceLength;
        }

        return name[..units];
    }
}
