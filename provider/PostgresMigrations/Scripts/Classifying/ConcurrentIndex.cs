namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>An index that is built concurrently, and so is left INVALID when its build fails.</summary>
/// <param name="Name">Null when the server chooses it. The index is in its table's schema.</param>
/// <param name="Table">The table it is built on.</param>
sealed record ConcurrentIndex(string? Name, QualifiedName Table)
{
    public static ConcurrentIndex? BuiltBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (!words.Take("CREATE"))
        {
            return null;
        }

        words.Take("UNIQUE");
        if (!words.Take("INDEX", "CONCURRENTLY"))
        {
            return null;
        }

        if (words.Take("IF", "NOT"))
        {
            words.Take("EXISTS");
        }

        var name = default(QualifiedName);
        var isNamed = !words.Is("ON") && words.TakeName(out name);
        if (!words.Take("ON"))
        {
            return null;
        }

        words.Take("ONLY");
        return words.TakeName(out var table) ? new ConcurrentIndex(isNamed ? name.Name : null, table) : null;
    }
}
