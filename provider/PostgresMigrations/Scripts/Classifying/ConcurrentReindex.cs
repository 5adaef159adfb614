namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>What <c>REINDEX CONCURRENTLY</c> builds anew; half done, it leaves the new or the old INVALID.</summary>
/// <param name="Name">The index or table; null for a whole schema or database.</param>
/// <param name="IsIndex">Whether it is the name of an index.</param>
/// <param name="Schema">The schema; null for anything else.</param>
sealed record ConcurrentReindex(QualifiedName? Name, bool IsIndex, string? Schema)
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
        var isSchema = !isIndex && words.Take("SCHEMA");
        var isWhole = isSchema || !(isIndex || words.Take("TABLE"));
        if (isWhole && !isSchema)
        {
            words.Skip();
        }

        isConcurrent |= words.Take("CONCURRENTLY");
        return !isConcurrent ? null
            : !words.TakeName(out var name) ? new ConcurrentReindex(null, IsIndex: false, Schema: null)
            : isWhole ? new ConcurrentReindex(null, IsIndex: false, isSchema ? name.Name : null)
            : new ConcurrentReindex(name, isIndex, Schema: null);
    }
}
