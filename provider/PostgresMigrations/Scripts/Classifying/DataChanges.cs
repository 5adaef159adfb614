namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Tells the statements that change rows and say how many: INSERT, UPDATE, DELETE and MERGE.</summary>
static class DataChanges
{
    public static bool IsDoneBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Take("WITH") ? IsDoneBehindQueries(words) : IsVerb(words);
    }

    // The statement itself is the first such word outside the parentheses of the queries in front of it.
    static bool IsDoneBehindQueries(WordReader words)
    {
        while (!words.IsAtEnd)
        {
            if (!words.ValueIs("("))
            {
                words.Skip();
                continue;
            }

            words.SkipParentheses();
            if (IsVerb(words))
            {
                return true;
            }
        }

        return false;
    }

    static bool IsVerb(WordReader words) =>
        words.Is("INSERT") || words.Is("UPDATE") || words.Is("DELETE") || words.Is("MERGE");
}
