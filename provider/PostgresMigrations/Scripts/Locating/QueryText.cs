namespace Lockstep.PostgresMigrations.Scripts.Locating;

/// <summary>Finds a query of PL/pgSQL in the text it was made of.</summary>
static class QueryText
{
    /// <summary>
    /// The offset of the first match; -1 when there is none. PL/pgSQL replaces <c>INTO target</c> by as many spaces, so
    /// that positions stay right: a space matches anything.
    /// </summary>
    public static int IndexOf(ReadOnlySpan<char> text, ReadOnlySpan<char> query)
    {
        for (var offset = 0; offset + query.Length <= text.Length; offset++)
        {
            if (Matches(text[offset..], query))
            {
                return offset;
            }
        }

        return -1;
    }

    static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> query)
    {
        for (var index = 0; index < query.Length; index++)
        {
            if (query[index] != text[index] && query[index] != ' ')
            {
                return false;
            }
        }

        return true;
    }
}
