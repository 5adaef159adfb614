using System.Buffers;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>
/// The server's message without what it quotes of rows: stack events and logs are read by people who may not read the table.
/// </summary>
static class MessageWithoutRows
{
    const string Hidden = "\"…\"";

    // In each of its languages, for lc_messages is not the session's to set.
    const string QuotationMarks = "\"«»„“”";

    static readonly SearchValues<char> Marks = SearchValues.Create(QuotationMarks);
    static readonly char[] Separators = [.. QuotationMarks];

    // Those that quote the value which they could not convert; others quote names, or nothing.
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    static readonly string[] QuoteValues =
    [
        PostgresErrorCodes.InvalidTextRepresentation, PostgresErrorCodes.InvalidDatetimeFormat,
        PostgresErrorCodes.DatetimeFieldOverflow, PostgresErrorCodes.NumericValueOutOfRange,
        PostgresErrorCodes.InvalidParameterValue,
    ];

    /// <summary>
    /// A value that the script itself has is shown: it is no row's secret, and whoever mends the script looks for it.
    /// </summary>
    public static string Of(PostgresException exception, Statement statement)
    {
        var message = exception.MessageText;
        var (first, last) = (message.AsSpan().IndexOfAny(Marks), message.AsSpan().LastIndexOfAny(Marks));
        return !QuoteValues.Contains(exception.SqlState, StringComparer.Ordinal) || first == last
            || IsOfTheScript(message[(first + 1)..last], statement.Script.Text)
            ? message
            : $"{message[..first]}{Hidden}{message[(last + 1)..]}";
    }

    // Two quoted parts have words between them. A value with quotes in it is looked for as a whole. French has spaces inside.
    static bool IsOfTheScript(string quoted, string script) =>
        IsIn(script, quoted.Trim())
            || (quoted.Split(Separators) is [var one, _, var other] && IsIn(script, one.Trim()) && IsIn(script, other.Trim()));

    // Not in the middle of a word: a short value is part of nearly every script.
    static bool IsIn(string script, string value)
    {
        for (var at = script.IndexOf(value, StringComparison.Ordinal); at >= 0;
            at = script.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            if (!IsInsideAWord(script, at) && !IsInsideAWord(script, at + value.Length))
            {
                return true;
            }
        }

        return false;
    }

    static bool IsInsideAWord(string text, int place) =>
        place > 0 && place < text.Length && IsOfAWord(text[place - 1]) && IsOfAWord(text[place]);

    static bool IsOfAWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
