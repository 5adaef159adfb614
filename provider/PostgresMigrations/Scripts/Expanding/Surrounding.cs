using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Expanding;

/// <summary>What a variable stands in.</summary>
enum Surrounding
{
    /// <summary>SQL itself, or the body of a dollar quote.</summary>
    Code,

    /// <summary><c>'…'</c></summary>
    Text,

    /// <summary><c>E'…'</c> or <c>U&amp;'…'</c>, where a backslash escapes.</summary>
    EscapedText,

    /// <summary><c>"…"</c></summary>
    Name,

    /// <summary><c>U&amp;"…"</c></summary>
    EscapedName,
}

static class Surroundings
{
    /// <summary>A quoted token is looked at; null for every other, and for a dollar quote.</summary>
    public static Surrounding? Of(ReadOnlySpan<char> text, in Tokenizer token) => token.Kind switch
    {
        TokenKind.Text when token.Value[0] == '\'' => IsUnicode(text, token.Start) ? Surrounding.EscapedText : Surrounding.Text,
        TokenKind.Text when token.Value[0] != '$' => Surrounding.EscapedText,
        TokenKind.QuotedName => token.Value[0] == '"' ? Surrounding.Name : Surrounding.EscapedName,
        _ => null,
    };

    /// <summary>The value as the quotes around it must have it, so that it stays inside them.</summary>
    public static string Fit(this Surrounding surrounding, string value) => surrounding switch
    {
        Surrounding.Text => Doubled(value, "'"),
        Surrounding.EscapedText => Doubled(Doubled(value, "\\"), "'"),
        Surrounding.Name => Doubled(value, "\""),
        Surrounding.EscapedName => Doubled(Doubled(value, "\\"), "\""),
        _ => value,
    };

    // The tokenizer reads U & '…' as three tokens.
    static bool IsUnicode(ReadOnlySpan<char> text, int start) => start > 1 && text[(start - 2)..start] is ['u' or 'U', '&'];

    static string Doubled(string value, string character) =>
        value.Replace(character, character + character, StringComparison.Ordinal);
}
