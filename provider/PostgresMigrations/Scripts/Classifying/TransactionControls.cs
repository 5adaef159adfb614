namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Tells the statements that begin or end transactions.</summary>
static class TransactionControls
{
    public static TransactionControl Of(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (words.Take("BEGIN") || words.Take("START", "TRANSACTION"))
        {
            return TransactionControl.Begin;
        }

        if (words.Take("PREPARE", "TRANSACTION"))
        {
            return TransactionControl.Prepare;
        }

        var rollsBack = words.Take("ROLLBACK") || words.Take("ABORT");
        return rollsBack || words.Take("COMMIT") || words.Take("END")
            ? AfterEnd(words)
            : TransactionControl.None;
    }

    /// <summary>Whether it is a block or a call, which may end transactions without anybody seeing it in the statement.</summary>
    public static bool MayBeHiddenIn(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Is("DO") || words.Is("CALL");
    }

    static TransactionControl AfterEnd(WordReader words)
    {
        if (words.Is("PREPARED"))
        {
            return TransactionControl.None;
        }

        if (!words.Take("WORK"))
        {
            words.Take("TRANSACTION");
        }

        return words.Is("TO") ? TransactionControl.None
            : words.Take("AND", "CHAIN") ? TransactionControl.Chain
            : TransactionControl.End;
    }
}
