namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>Finds the end of <c>/* … */</c>, which PostgreSQL nests.</summary>
static class BlockComments
{
    /// <summary>
    /// Behind the comment that was opened just before <paramref name="position"/>; -1 when it never ends.
    /// </summary>
    public static int EndOf(ReadOnlySpan<char> text, int position)
    {
        var depth = 1;
        while (true)
        {
            var length = text[position..].IndexOfAny('*', '/');
            if (length < 0 || position + length + 1 >= text.Length)
            {
                return -1;
            }

            position += length;
            var step = (text[position], text[position + 1]) switch
            {
                ('*', '/') => -1,
                ('/', '*') => 1,
                _ => 0,
            };
            depth += step;
            position += step == 0 ? 1 : 2;
            if (depth == 0)
            {
                return position;
            }
        }
    }
}
