using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>Says in words what the lexer stumbled over.</summary>
static class LexicalMessages
{
    public static TextProblem Of(ReadOnlySpan<char> text, LexicalProblem problem) => new(
        problem.Offset,
        problem.Kind switch
        {
            LexicalProblemKind.UnterminatedText => "This quote is never closed.",
            LexicalProblemKind.UnterminatedName => "This quoted name is never closed.",
            LexicalProblemKind.UnterminatedComment => "This comment is never closed.",
            LexicalProblemKind.UnclosedParenthesis => "This parenthesis is never closed.",
            LexicalProblemKind.UnclosedAtomicBody => "The BEGIN ATOMIC of this routine has no END.",
            LexicalProblemKind.TextBehindCopy =>
                "Behind COPY … FROM STDIN; the rest of the line must be empty: the data begins on the next line.",
            LexicalProblemKind.MetaCommand => MetaCommand(PsqlMetaCommands.NameOf(text[problem.Offset..])),
            _ => $"The dollar quote {DollarQuotes.TagAt(text, problem.Offset)} is never closed.",
        });

    static string MetaCommand(ReadOnlySpan<char> name) => name switch
    {
        "copy" => @"\copy is a psql command, not SQL. Use COPY … FROM STDIN with the data in the script.",
        "i" or "ir" or "include" or "include_relative" =>
            $@"\{name} is a psql command, not SQL. Put the text of that file here.",
        "c" or "connect" =>
            $@"\{name} is a psql command, not SQL. The resource's properties say which database is meant.",
        "." => @"\. without a COPY … FROM STDIN before it.",
        _ => $@"\{name} is a psql command, not SQL. Remove it.",
    };
}
