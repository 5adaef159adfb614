namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Tells the statements whose effect ends with the session: a run that goes on in another needs them again.</summary>
static class SessionChanges
{
    public static bool IsDoneBy(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Is("SET") || words.Is("RESET") || words.Take("SELECT") && CallsSetConfig(words);
    }

    static bool CallsSetConfig(WordReader words) => words.TakeName(out var name) && name.Name == "set_config";
}
