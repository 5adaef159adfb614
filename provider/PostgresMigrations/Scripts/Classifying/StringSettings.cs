namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Tells the setting that would change how the server reads every quote behind it.</summary>
static class StringSettings
{
    static readonly string[] Off = ["off", "false", "no", "0", "'off'", "'false'", "'no'", "'0'"];

    public static bool TurnsEscapesOn(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (!words.Take("SET"))
        {
            return false;
        }

        if (!words.Take("SESSION"))
        {
            words.Take("LOCAL");
        }

        return words.Take("standard_conforming_strings")
            && (words.Take("TO") || words.TakeSymbol('='))
            && IsOff(words);
    }

    static bool IsOff(WordReader words)
    {
        foreach (var off in Off)
        {
            if (words.ValueIs(off))
            {
                return true;
            }
        }

        return false;
    }
}
