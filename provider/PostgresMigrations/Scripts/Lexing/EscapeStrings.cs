namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>
/// Finds the end of <c>E'…'</c>: backslashes escape, <c>''</c> is a quote, and a string that follows after white space
/// with a line end continues it, with the same rules.
/// </summary>
static class EscapeStrings
{
    /// <summary>
    /// Behind the string whose opening quote is just before <paramref name="position"/>; -1 when it never ends.
    /// </summary>
    public static int EndOf(ReadOnlySpan<char> text, int position)
    {
        while (true)
        {
            var length = text[position..].IndexOfAny('\'', '\\');
            if (length < 0)
            {
                return -1;
            }

            position += length + 1;
            var isBackslash = text[position - 1] == '\\';
            if (position >= text.Length)
            {
                return isBackslash ? -1 : position;
            }

            if (isBackslash || text[position] == '\'')
            {
                position++;
                continue;
            }

            var continued = ContinuationAfter(text, position);
            if (continued < 0)
            {
                return position;
            }

            position = continued;
        }
    }

    // scan.l's quotecontinue: white space and line comments with at least one line end among them, then a quote.
    static int ContinuationAfter(ReadOnlySpan<char> text, int position)
    {
        var lineEnded = false;
        while (position < text.Length)
        {
            var character = text[position];
            if (character == '\'')
            {
                return lineEnded ? position + 1 : -1;
            }

            if (character == '-' && position + 1 < text.Length && text[position + 1] == '-')
            {
                var length = text[position..].IndexOfAny('\r', '\n');
                position = length < 0 ? text.Length : position + length;
                continue;
            }

            if (CharClasses.Of(character) is not CharClass.Space)
            {
                return -1;
            }

            lineEnded |= character is '\r' or '\n';
            position++;
        }

        return -1;
    }
}
