namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Tells <c>ALTER TYPE name ADD VALUE</c>.</summary>
static class EnumValues
{
    public static bool IsAddedBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Take("ALTER", "TYPE") && words.TakeName(out _) && words.Take("ADD", "VALUE");
    }
}
