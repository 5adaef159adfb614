namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>What <c>REINDEX CONCURRENTLY</c> builds anew; half done, it leaves the new or the old INVALID.</summary>
/// <param name="Name">The index or table; null for a whole schema or database.</param>
/// <param name="IsIndex">Whether it is the name of an index.</param>
sealed record ConcurrentReindex(QualifiedName? Name, bool IsIndex)
{
    public static ConcurrentReindex? DoneBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (!words.Take("REINDEX"))
        {
            return null;
        }

        var isConcurrent = Options.Take(ref words, "CONCURRENTLY") == true;
        var isIndex = words.Take("INDEX");
        var isNamed = isIndex || words.Take("TABLE");
        if (!isNamed)
        {
            words.Skip();
        }

        isConcurrent |= words.Take("CONCURRENTLY");
        return !isConcurrent ? null
            : isNamed && words.TakeName(out var name) ? new ConcurrentReindex(name, isIndex)
            : new ConcurrentReindex(null, IsIndex: false);
    }
}
