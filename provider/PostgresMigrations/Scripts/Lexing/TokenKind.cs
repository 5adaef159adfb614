namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>What a token is, as far as the ends of statements and their first words need to know.</summary>
enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>An unquoted name or keyword.</summary>
    Word,

    /// <summary><c>"name"</c> or <c>U&amp;"name"</c>.</summary>
    QuotedName,

    /// <summary>A string constant, dollar-quoted ones included.</summary>
    Text,

    /// <summary>Digits and the letters behind them.</summary>
    Number,

    /// <summary><c>;</c></summary>
    Semicolon,

    /// <summary><c>(</c></summary>
    Open,

    /// <summary><c>)</c></summary>
    Close,

    /// <summary><c>\</c>, which is no SQL: the start of a psql meta-command.</summary>
    Backslash,

    /// <summary>One character of an operator or of punctuation.</summary>
    Symbol,

    /// <summary>A comment of either form; only where comments are asked for.</summary>
    Comment,

    /// <summary>A string constant that never ends.</summary>
    UnterminatedText,

    /// <summary>A dollar-quoted string that never ends.</summary>
    UnterminatedDollarText,

    /// <summary>A quoted name that never ends.</summary>
    UnterminatedName,

    /// <summary>A block comment that never ends.</summary>
    UnterminatedComment,
}
