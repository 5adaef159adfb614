namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>
/// Finds the opening delimiter of a dollar-quoted string: <c>$$</c>, or <c>$tag$</c> with the tag a name without
/// <c>$</c>.
/// </summary>
static class DollarQuotes
{
    /// <summary>
    /// The delimiter that starts at <paramref name="position"/>, a dollar sign; empty when none does.
    /// </summary>
    public static ReadOnlySpan<char> TagAt(ReadOnlySpan<char> text, int position)
    {
        var end = position + 1;
        if (end < text.Length && CharClasses.StartsName(text[end]))
        {
            end++;
            while (end < text.Length && CharClasses.ContinuesTag(text[end]))
            {
                end++;
            }
        }

        return end < text.Length && text[end] == '$' ? text[position..(end + 1)] : [];
    }
}
