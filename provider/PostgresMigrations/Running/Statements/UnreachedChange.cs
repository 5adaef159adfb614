using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>
/// A statement of a down that finds gone what it drops, or still there what it makes again, because the script that it takes back
/// was cut off before it came to that: then it is done, as with IF EXISTS.
/// </summary>
/// <remarks>
/// Only where it is about one thing: of two, the other one would stay.
/// </remarks>
static class UnreachedChange
{
    static readonly string[] Missing =
    [
        PostgresErrorCodes.UndefinedObject, PostgresErrorCodes.UndefinedTable, PostgresErrorCodes.UndefinedColumn,
        PostgresErrorCodes.UndefinedFunction, PostgresErrorCodes.InvalidSchemaName,
    ];

    static readonly string[] Present =
    [
        PostgresErrorCodes.DuplicateTable, PostgresErrorCodes.DuplicateObject, PostgresErrorCodes.DuplicateColumn,
        PostgresErrorCodes.DuplicateFunction, PostgresErrorCodes.DuplicateSchema,
    ];

    /// <param name="step">Whose statement it is.</param>
    /// <param name="failed">How it failed.</param>
    public static bool Is(RunStep step, ScriptFailedException failed)
    {
        if (step is not RevertStep { IsOfAPart: true } || IsAboutSeveral(failed.Statement))
        {
            return false;
        }

        var words = new WordReader(failed.Statement.Characters);
        var alters = words.Is("ALTER");
        return ((alters || words.Is("DROP")) && Missing.Contains(failed.SqlState, StringComparer.Ordinal))
            || (failed.SqlState == PostgresErrorCodes.WrongObjectType
                && DetachedPartition.IsAttachedBy(failed.Statement.Characters))
            || ((alters || words.Is("CREATE")) && Present.Contains(failed.SqlState, StringComparer.Ordinal));
    }

    // ALTER TABLE t DROP a, DROP b; DROP TABLE a, b. A list in parentheses is one thing's.
    static bool IsAboutSeveral(Statement statement)
    {
        var words = new WordReader(statement.Characters);
        while (!words.IsAtEnd && !words.ValueIs(","))
        {
            words.SkipParentheses();
            words.Skip();
        }

        return !words.IsAtEnd;
    }
}
