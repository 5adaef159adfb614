namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>
/// Knows the statements that PostgreSQL 15 to 18 refuse inside a transaction block (25001): every caller of
/// PreventInTransactionBlock whose verdict the text alone decides.
/// https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/tcop/utility.c
/// </summary>
static class OutsideTransactionRule
{
    /// <summary>The statement's name for a message; null when it may run inside a transaction.</summary>
    public static string? NameOf(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Take("CREATE") ? Create(words)
            : words.Take("DROP") ? Drop(words)
            : DetachedPartition.By(statement) is not null ? "DETACH PARTITION CONCURRENTLY"
            : words.Take("ALTER") ? Alter(words)
            : words.Take("REINDEX") ? Reindex(words)
            : words.Take("CLUSTER") ? Cluster(words)
            : words.Take("VACUUM") ? "VACUUM"
            : words.Take("DISCARD", "ALL") ? "DISCARD ALL"
            : words.Take("COMMIT", "PREPARED") ? "COMMIT PREPARED"
            : words.Take("ROLLBACK", "PREPARED") ? "ROLLBACK PREPARED"
            : null;
    }

    /// <summary>True for the ones among them that wait for older transactions: <c>CONCURRENTLY</c>.</summary>
    public static bool IsConcurrent(ReadOnlySpan<char> statement) =>
        NameOf(statement)?.EndsWith("CONCURRENTLY", StringComparison.Ordinal) == true;

    static string? Create(WordReader words)
    {
        words.Take("UNIQUE");
        return words.Take("INDEX", "CONCURRENTLY") ? "CREATE INDEX CONCURRENTLY"
            : words.Take("DATABASE") ? "CREATE DATABASE"
            : words.Take("TABLESPACE") ? "CREATE TABLESPACE"
            : words.Take("SUBSCRIPTION") && Subscriptions.CreatesSlot(words) ? "CREATE SUBSCRIPTION"
            : null;
    }

    static string? Drop(WordReader words) =>
        words.Take("INDEX", "CONCURRENTLY") ? "DROP INDEX CONCURRENTLY"
        : words.Take("DATABASE") ? "DROP DATABASE"
        : words.Take("TABLESPACE") ? "DROP TABLESPACE"
        : words.Take("SUBSCRIPTION") ? "DROP SUBSCRIPTION"
        : null;

    static string? Alter(WordReader words) =>
        words.Take("SYSTEM") ? "ALTER SYSTEM"
        : words.Take("DATABASE") && words.TakeName(out _) && words.Take("SET", "TABLESPACE")
            ? "ALTER DATABASE SET TABLESPACE"
        : words.Take("SUBSCRIPTION") && Subscriptions.Refreshes(words) ? "ALTER SUBSCRIPTION"
        : null;

    static string? Reindex(WordReader words)
    {
        var isConcurrent = Options.Take(ref words, "CONCURRENTLY") == true;
        var isWhole = words.Take("DATABASE") || words.Take("SCHEMA") || words.Take("SYSTEM");
        if (!isWhole)
        {
            words.Skip();
        }

        return isConcurrent || words.Is("CONCURRENTLY") ? "REINDEX CONCURRENTLY"
            : isWhole ? "REINDEX of a schema or database"
            : null;
    }

    static string? Cluster(WordReader words)
    {
        words.Take("VERBOSE");
        words.SkipParentheses();
        return words.IsAtEnd ? "CLUSTER without a table" : null;
    }
}
