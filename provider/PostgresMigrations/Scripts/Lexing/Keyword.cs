using System.Text;

namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>Compares keywords as PostgreSQL does: ASCII letters alone change case.</summary>
static class Keyword
{
    public static bool Is(ReadOnlySpan<char> word, ReadOnlySpan<char> keyword) =>
        word.Length == keyword.Length && Ascii.EqualsIgnoreCase(word, keyword);
}
