namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>Counts as PostgreSQL does: a character above U+FFFF is one, though UTF-16 needs two units for it.</summary>
static class CodePoints
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var unit in text)
        {
            count += char.IsLowSurrogate(unit) ? 0 : 1;
        }

        return count;
    }

    /// <summary>The offset, in UTF-16 units, behind so many code points; -1 when the text has fewer.</summary>
    public static int OffsetBehind(ReadOnlySpan<char> text, int count)
    {
        var offset = 0;
        while (count > 0 && offset < text.Length)
        {
            offset += char.IsHighSurrogate(text[offset]) && offset + 1 < text.Length ? 2 : 1;
            count--;
        }

        return count == 0 ? offset : -1;
    }
}
