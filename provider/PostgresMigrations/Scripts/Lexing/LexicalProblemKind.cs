namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>Why text cannot be split.</summary>
enum LexicalProblemKind
{
    UnterminatedText,
    UnterminatedDollarText,
    UnterminatedName,
    UnterminatedComment,
    UnclosedParenthesis,
    UnclosedAtomicBody,
    MetaCommand,
    TextBehindCopy,
}
