namespace Lockstep.PostgresMigrations.Scripts.Expanding;

/// <summary>How <c>${name}</c> is written.</summary>
static class Variables
{
    public const string Opening = "${";

    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>ASCII letters, digits and <c>_</c>, no digit first.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        !name.IsEmpty && !char.IsAsciiDigit(name[0]) && LengthOfName(name) == name.Length;

    /// <summary>The name whose opening is at <paramref name="position"/>; empty where none is.</summary>
    public static ReadOnlySpan<char> NameAt(ReadOnlySpan<char> text, int position)
    {
        var rest = text[(position + Opening.Length)..];
        var name = rest[..LengthOfName(rest)];
        return IsName(name) && rest[name.Length..] is ['}', ..] ? name : [];
    }

    static int LengthOfName(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
        {
            length++;
        }

        return length;
    }
}
