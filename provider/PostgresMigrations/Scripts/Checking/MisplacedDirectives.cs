using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>Finds directives where they count for nothing, so that nobody relies on one.</summary>
static class MisplacedDirectives
{
    const string Message =
        "A directive counts only in the comment lines at the very top, each begun with '--'. Move it there.";

    public static List<TextProblem> In(ReadOnlySpan<char> text, int headLength)
    {
        var problems = new List<TextProblem>();
        if (text[headLength..].IndexOf("lockstep", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return problems;
        }

        var tokens = new Tokenizer(text, headLength, keepComments: true);
        while (tokens.Read())
        {
            if (tokens.Kind is TokenKind.Comment && DirectiveComment.Read(tokens.Value) is { HasColon: true })
            {
                problems.Add(new TextProblem(tokens.Start, Message));
            }
        }

        return problems;
    }
}
