namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>The classes that PostgreSQL's scanner sorts characters into.</summary>
enum CharClass : byte
{
    Symbol,
    Space,
    Letter,
    Digit,
    Dollar,
    SingleQuote,
    DoubleQuote,
    Dash,
    Slash,
    Semicolon,
    Open,
    Close,
    Backslash,
}
