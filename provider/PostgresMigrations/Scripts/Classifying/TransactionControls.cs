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
            return TransactionControl.End;
        }

        var rollsBack = words.Take("ROLLBACK") || words.Take("ABORT");
        return rollsBack || words.Take("COMMIT") || words.Take("END")
            ? AfterEnd(words)
            : TransactionControl.None;
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
