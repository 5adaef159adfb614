namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Tells <c>COPY … TO STDOUT</c>, whose rows go to the client. The grammar takes STDIN for STDOUT here.</summary>
static class CopyOut
{
    public static bool IsDoneBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (!words.Take("COPY"))
        {
            return false;
        }

        while (!words.IsAtEnd)
        {
            if (words.Take("TO", "STDOUT") || words.Take("TO", "STDIN"))
            {
                return true;
            }

            // A query in parentheses may have words of its own.
            if (words.ValueIs("("))
            {
                words.SkipParentheses();
            }
            else
            {
                words.Skip();
            }
        }

        return false;
    }
}
