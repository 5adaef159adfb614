namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>
/// Estimates, rather too high than too low, how many objects a statement keeps locked until its transaction ends, as
/// counted in pg_locks on PostgreSQL 15 and 18. The server has room for max_locks_per_transaction × max_connections.
/// </summary>
static class LockWeights
{
    // A table, its TOAST table and that one's index.
    const int Table = 3;

    // What a dropped or truncated table brings along: TOAST, indexes, sequence, row type.
    const int Dropped = 8;

    public static int Of(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Take("CREATE") ? Created(words)
            : words.Take("DROP") || words.Take("TRUNCATE") ? Dropped * Listed(words)
            : words.Take("ALTER") ? Altered(words)
            : 1;
    }

    static int Created(WordReader words)
    {
        if (words.Take("MATERIALIZED"))
        {
            return Dropped;
        }

        var parts = Parts(words);
        return parts > 0 ? parts : 2;
    }

    // The table itself and what is made for it.
    static int Altered(WordReader words)
    {
        words.Take("TABLE");
        return 2 + Parts(words);
    }

    // Words at any depth: a column's name that is also a key word here only makes the estimate higher.
    static int Parts(WordReader words)
    {
        var weight = 0;
        while (!words.IsAtEnd)
        {
            weight += WeightOf(words);
            words.Skip();
        }

        return weight;
    }

    static int WeightOf(WordReader words) =>
        words.Is("TABLE") ? Table
        : words.Is("PRIMARY") || words.Is("UNIQUE") || words.Is("EXCLUDE") || words.Is("REFERENCES") ? 1
        : words.Is("SERIAL") || words.Is("BIGSERIAL") || words.Is("SMALLSERIAL") || words.Is("IDENTITY") ? 1
        : words.Is("LIKE") || words.Is("PARTITION") ? 2
        : 0;

    static int Listed(WordReader words)
    {
        var count = 1;
        while (!words.IsAtEnd)
        {
            count += words.TakeSymbol(',') ? 1 : 0;
            words.Skip();
        }

        return count;
    }
}
