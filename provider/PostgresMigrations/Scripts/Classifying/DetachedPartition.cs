namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>What <c>DETACH PARTITION … CONCURRENTLY</c> takes out of a table, in two transactions.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Partition">The partition.</param>
sealed record DetachedPartition(QualifiedName Table, QualifiedName Partition)
{
    public static DetachedPartition? By(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Take("ALTER", "TABLE") && TakeTable(ref words, out var table)
            && words.Take("DETACH", "PARTITION") && words.TakeName(out var partition) && words.Is("CONCURRENTLY")
            ? new DetachedPartition(table, partition)
            : null;
    }

    /// <summary>Whether the statement does the opposite: <c>ATTACH PARTITION</c>.</summary>
    public static bool IsAttachedBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Take("ALTER", "TABLE") && TakeTable(ref words, out _) && words.Take("ATTACH", "PARTITION");
    }

    static bool TakeTable(ref WordReader words, out QualifiedName table)
    {
        words.Take("IF", "EXISTS");
        words.Take("ONLY");
        words.TakeSymbol('(');
        var found = words.TakeName(out table);
        words.TakeSymbol(')');
        words.TakeSymbol('*');
        return found;
    }
}
