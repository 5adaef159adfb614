namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Tells the index that <c>DROP INDEX CONCURRENTLY</c> drops; it takes one at a time.</summary>
static class DroppedIndex
{
    public static QualifiedName? By(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (!words.Take("DROP", "INDEX") || !words.Take("CONCURRENTLY"))
        {
            return null;
        }

        words.Take("IF", "EXISTS");
        return words.TakeName(out var name) ? name : null;
    }
}
