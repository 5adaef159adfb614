namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>An index as CREATE INDEX names it.</summary>
/// <param name="Name">Null when the server chooses it. The index is in its table's schema.</param>
/// <param name="Table">The table it is built on.</param>
/// <param name="IsConcurrent">Built beside the writers.</param>
/// <param name="IsGuarded">Nothing happens where it exists: <c>IF NOT EXISTS</c>.</param>
/// <param name="IsOfParentAlone">On a partitioned table and not on its partitions, so nothing is built: <c>ON ONLY</c>.</param>
sealed record CreatedIndex(string? Name, QualifiedName Table, bool IsConcurrent, bool IsGuarded, bool IsOfParentAlone)
{
    public static CreatedIndex? MadeBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (!words.Take("CREATE"))
        {
            return null;
        }

        words.Take("UNIQUE");
        if (!words.Take("INDEX"))
        {
            return null;
        }

        var isConcurrent = words.Take("CONCURRENTLY");
        var isGuarded = words.Take("IF", "NOT") && words.Take("EXISTS");
        var name = default(QualifiedName);
        var isNamed = !words.Is("ON") && words.TakeName(out name);
        if (!words.Take("ON"))
        {
            return null;
        }

        var isOfParentAlone = words.Take("ONLY");
        return words.TakeName(out var table)
            ? new CreatedIndex(isNamed ? name.Name : null, table, isConcurrent, isGuarded, isOfParentAlone)
            : null;
    }
}
