namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Tells the statements that change rows and say how many: INSERT, UPDATE, DELETE and MERGE.</summary>
static class DataChanges
{
    public static bool IsDoneBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Take("WITH") ? IsDoneBehindQueries(words) : IsVerb(words);
    }

    /// <summary>Whether it can take rows away: DELETE or MERGE anywhere in it.</summary>
    public static bool Deletes(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        while (!words.IsAtEnd)
        {
            if (words.Is("DELETE") || words.Is("MERGE"))
            {
                return true;
            }

            words.Skip();
        }

        return false;
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
