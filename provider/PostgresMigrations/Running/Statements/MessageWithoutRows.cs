using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>
/// The server's message without what it quotes of rows: stack events and logs are read by people who may not read the table.
/// </summary>
static class MessageWithoutRows
{
    const string Hidden = "\"…\"";

    // Those that quote the value which they could not convert; others quote names, or nothing.
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    static readonly string[] QuoteValues =
    [
        PostgresErrorCodes.InvalidTextRepresentation, PostgresErrorCodes.InvalidDatetimeFormat,
        PostgresErrorCodes.DatetimeFieldOverflow, PostgresErrorCodes.NumericValueOutOfRange,
    ];

    /// <summary>
    /// A value that the script itself has is shown: it is no row's secret, and whoever mends the script looks for it.
    /// </summary>
    public static string Of(PostgresException exception, Statement statement)
    {
        var message = exception.MessageText;
        var (first, last) = (message.IndexOf('"', StringComparison.Ordinal), message.LastIndexOf('"'));
        return !QuoteValues.Contains(exception.SqlState, StringComparer.Ordinal) || first == last
            || IsOfTheScript(message[first..(last + 1)], statement.Script.Text)
            ? message
            : $"{message[..first]}{Hidden}{message[(last + 1)..]}";
    }

    // Between two quoted parts stand words with spaces around them. A value with quotes in it is looked for as a whole.
    static bool IsOfTheScript(string quoted, string script)
    {
        var parts = quoted[1..^1].Split("\" ", StringSplitOptions.None);
        return script.Contains(quoted[1..^1], StringComparison.Ordinal)
            || (parts.Length == 2 && parts[1].Split(" \"", 2) is [_, var second]
                && script.Contains(parts[0], StringComparison.Ordinal) && script.Contains(second, StringComparison.Ordinal));
    }
}
