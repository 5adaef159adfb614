using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>
/// Reads a statement's first words; comments and white space don't count, quoted names are no keywords.
/// </summary>
ref struct WordReader
{
    readonly ReadOnlySpan<char> _statement;
    Tokenizer _tokens;

    public WordReader(ReadOnlySpan<char> statement)
    {
        _statement = statement;
        _tokens = new Tokenizer(statement, 0);
        _tokens.Read();
    }

    public readonly bool IsAtEnd => _tokens.Kind is TokenKind.End;

    /// <summary>From the current token on.</summary>
    public readonly ReadOnlySpan<char> Rest => _statement[_tokens.Start..];

    /// <summary>Where the current token stands in the statement, in UTF-16 units.</summary>
    public readonly int Start => _tokens.Start;

    /// <summary>The current token as written.</summary>
    public readonly ReadOnlySpan<char> Value => _tokens.Value;

    /// <summary>The current word in capitals would be this keyword.</summary>
    public readonly bool Is(ReadOnlySpan<char> keyword) =>
        _tokens.Kind is TokenKind.Word && Keyword.Is(_tokens.Value, keyword);

    /// <summary>The current token, of whatever kind, reads like this.</summary>
    public readonly bool ValueIs(ReadOnlySpan<char> value) => Keyword.Is(_tokens.Value, value);

    /// <summary>Goes past the keyword if it stands here.</summary>
    public bool Take(ReadOnlySpan<char> keyword)
    {
        var found = Is(keyword);
        if (found)
        {
            _tokens.Read();
        }

        return found;
    }

    /// <summary>Goes past two keywords if both stand here in a row.</summary>
    public bool Take(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var before = this;
        if (Take(first) && Take(second))
        {
            return true;
        }

        this = before;
        return false;
    }

    /// <summary>Goes past a token that is one character: a parenthesis or a symbol.</summary>
    public bool TakeSymbol(char symbol)
    {
        var found = _tokens.Kind is TokenKind.Symbol or TokenKind.Open or TokenKind.Close && _tokens.Value[0] == symbol;
        if (found)
        {
            _tokens.Read();
        }

        return found;
    }

    /// <summary>Goes past a name, with its schema or without.</summary>
    public bool TakeName(out QualifiedName name)
    {
        name = default;
        string? schema = null;
        while (_tokens.Kind is TokenKind.Word or TokenKind.QuotedName)
        {
            name = new QualifiedName(schema, Identifier.Of(_tokens.Value));
            _tokens.Read();
            if (!TakeSymbol('.'))
            {
                return true;
            }

            schema = name.Name;
        }

        return false;
    }

    /// <summary>Goes to the next token, whatever it is.</summary>
    public void Skip() => _tokens.Read();

    /// <summary>Goes past a pair of parentheses and what it holds, if one opens here.</summary>
    public void SkipParentheses()
    {
        var depth = 0;
        do
        {
            depth += _tokens.Kind switch { TokenKind.Open => 1, TokenKind.Close => -1, _ => 0 };
            if (depth > 0)
            {
                _tokens.Read();
            }
        }
        while (depth > 0 && !IsAtEnd);
        TakeSymbol(')');
    }
}
