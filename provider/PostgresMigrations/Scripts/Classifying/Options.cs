namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Reads lists of options: <c>(VERBOSE, CONCURRENTLY off, create_slot = false)</c>.</summary>
static class Options
{
    static readonly string[] Off = ["false", "off", "0", "'false'", "'off'", "'0'"];

    /// <summary>Goes past the list, if one opens here; tells what it says about one option, null if nothing.</summary>
    public static bool? Take(ref WordReader words, ReadOnlySpan<char> option)
    {
        bool? value = null;
        if (!words.TakeSymbol('('))
        {
            return value;
        }

        while (!words.IsAtEnd && !words.TakeSymbol(')'))
        {
            if (words.Take(option))
            {
                words.TakeSymbol('=');
                value = !IsOff(words);
            }
            else
            {
                words.Skip();
            }
        }

        return value;
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
