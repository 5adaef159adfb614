namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>
/// Knows which statements on subscriptions reach out to the publisher, which no transaction block may hold:
/// https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/commands/subscriptioncmds.c
/// </summary>
static class Subscriptions
{
    /// <summary>CREATE SUBSCRIPTION makes a replication slot unless its options say otherwise.</summary>
    public static bool CreatesSlot(WordReader words) =>
        !HasOption(words, "connect", isOn: false) && !HasOption(words, "create_slot", isOn: false);

    /// <summary>ALTER SUBSCRIPTION asks the publisher for its tables, or changes the slot there.</summary>
    public static bool Refreshes(WordReader words)
    {
        words.TakeName(out _);
        if (words.Take("REFRESH", "PUBLICATION"))
        {
            return true;
        }

        var changesList = words.Take("SET", "PUBLICATION") || words.Take("ADD", "PUBLICATION")
            || words.Take("DROP", "PUBLICATION");
        return changesList
            ? !HasOption(words, "refresh", isOn: false)
            : words.Take("SET") && ChangesSlot(words);
    }

    // Since PostgreSQL 17 and 18.
    static bool ChangesSlot(WordReader words) =>
        HasOption(words, "failover", isOn: true) || HasOption(words, "failover", isOn: false)
        || HasOption(words, "two_phase", isOn: true) || HasOption(words, "two_phase", isOn: false);

    static bool HasOption(WordReader words, string option, bool isOn)
    {
        while (!words.IsAtEnd)
        {
            if (Options.Take(ref words, option) == isOn)
            {
                return true;
            }

            words.Skip();
        }

        return false;
    }
}
