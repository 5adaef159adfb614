using System.Text;
using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>Somebody else's query as it may stand in a reason: short, on one line, without the values in it.</summary>
static class QueryText
{
    const int Longest = 100;

    /// <param name="query">As <c>pg_stat_activity</c> has it, cut anywhere; null or empty where it may not be seen.</param>
    public static string Shown(string? query)
    {
        if (string.IsNullOrWhiteSpace(query))
        {
            return "its query is not to be seen";
        }

        var text = new StringBuilder();
        var tokens = new Tokenizer(query, 0);
        for (var end = 0; text.Length <= Longest && tokens.Read(); end = tokens.End)
        {
            text.Append(text.Length > 0 && tokens.Start > end ? " " : "").Append(IsValue(tokens.Kind) ? "?" : tokens.Value);
        }

        return text.Length <= Longest ? text.ToString() : $"{text.ToString(0, Longest).TrimEnd()}…";
    }

    static bool IsValue(TokenKind kind) => kind is TokenKind.Text or TokenKind.Number
        or TokenKind.UnterminatedText or TokenKind.UnterminatedDollarText;
}
