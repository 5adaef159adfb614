namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>
/// Reads the tokens of SQL as PostgreSQL's own scanner does with <c>standard_conforming_strings</c> on: one pass,
/// nothing allocated. https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/parser/scan.l
/// </summary>
ref struct Tokenizer(ReadOnlySpan<char> text, int position, bool keepComments = false)
{
    readonly ReadOnlySpan<char> _text = text;

    public TokenKind Kind { get; private set; }

    public int Start { get; private set; }

    /// <summary>Behind the token's last character; where the next <see cref="Read"/> goes on.</summary>
    public int End { get; private set; } = position;

    public readonly ReadOnlySpan<char> Value => _text[Start..End];

    /// <summary>Goes to the next token; false at the end of the text.</summary>
    public bool Read()
    {
        while (End < _text.Length)
        {
            Start = End;
            var found = CharClasses.Of(_text[End]) switch
            {
                CharClass.Space => SkipSpace(),
                CharClass.Letter => ReadWord(),
                CharClass.Digit => ReadNumber(),
                CharClass.SingleQuote => ReadQuoted('\'', TokenKind.Text, TokenKind.UnterminatedText),
                CharClass.DoubleQuote => ReadQuoted('"', TokenKind.QuotedName, TokenKind.UnterminatedName),
                CharClass.Dollar => ReadDollar(),
                CharClass.Dash => Next() == '-' ? ReadLineComment() : ReadSymbol(TokenKind.Symbol),
                CharClass.Slash => Next() == '*' ? SkipBlockComment() : ReadSymbol(TokenKind.Symbol),
                CharClass.Semicolon => ReadSymbol(TokenKind.Semicolon),
                CharClass.Open => ReadSymbol(TokenKind.Open),
                CharClass.Close => ReadSymbol(TokenKind.Close),
                CharClass.Backslash => ReadSymbol(TokenKind.Backslash),
                _ => ReadSymbol(TokenKind.Symbol),
            };
            if (found)
            {
                return true;
            }
        }

        Start = End;
        Kind = TokenKind.End;
        return false;
    }

    /// <summary>Goes on reading at another place.</summary>
    public void MoveTo(int place) => End = place;

    readonly char Next() => End + 1 < _text.Length ? _text[End + 1] : '\0';

    bool Found(TokenKind kind, int end)
    {
        Kind = kind;
        End = end;
        return true;
    }

    bool ReadSymbol(TokenKind kind) => Found(kind, End + 1);

    bool SkipSpace()
    {
        var end = End + 1;
        while (end < _text.Length && CharClasses.Of(_text[end]) is CharClass.Space)
        {
            end++;
        }

        End = end;
        return false;
    }

    // The letter before '…' matters for E alone: B, X, N and U& change what a string means, not where it ends.
    bool ReadWord()
    {
        switch (_text[End] | 0x20, Next())
        {
            case ('e', '\''):
                return ReadEscapeString();
            case ('u', '&') when End + 2 < _text.Length && _text[End + 2] is '"':
                End += 2;
                return ReadQuoted('"', TokenKind.QuotedName, TokenKind.UnterminatedName);
            default:
                return Found(TokenKind.Word, EndOfName(End + 1));
        }
    }

    readonly int EndOfName(int end)
    {
        while (end < _text.Length && CharClasses.ContinuesName(_text[end]))
        {
            end++;
        }

        return end;
    }

    // Without '$': behind a number it starts a dollar quote.
    bool ReadNumber()
    {
        var end = End + 1;
        while (end < _text.Length && CharClasses.ContinuesTag(_text[end]))
        {
            end++;
        }

        return Found(TokenKind.Number, end);
    }

    bool ReadQuoted(char quote, TokenKind kind, TokenKind unterminated)
    {
        var from = End + 1;
        while (true)
        {
            var length = _text[from..].IndexOf(quote);
            if (length < 0)
            {
                return Found(unterminated, _text.Length);
            }

            from += length + 1;
            if (from >= _text.Length || _text[from] != quote)
            {
                return Found(kind, from);
            }

            from++;
        }
    }

    bool ReadEscapeString()
    {
        var end = EscapeStrings.EndOf(_text, End + 2);
        return end < 0 ? Found(TokenKind.UnterminatedText, _text.Length) : Found(TokenKind.Text, end);
    }

    bool ReadDollar()
    {
        var tag = DollarQuotes.TagAt(_text, End);
        if (tag.IsEmpty)
        {
            return ReadSymbol(TokenKind.Symbol);
        }

        var body = End + tag.Length;
        var length = _text[body..].IndexOf(tag);
        return length < 0
            ? Found(TokenKind.UnterminatedDollarText, _text.Length)
            : Found(TokenKind.Text, body + length + tag.Length);
    }

    bool ReadLineComment()
    {
        var length = _text[End..].IndexOfAny('\r', '\n');
        var end = length < 0 ? _text.Length : End + length;
        return KeepOrSkip(end);
    }

    bool SkipBlockComment()
    {
        var end = BlockComments.EndOf(_text, End + 2);
        return end < 0 ? Found(TokenKind.UnterminatedComment, _text.Length) : KeepOrSkip(end);
    }

    bool KeepOrSkip(int comment)
    {
        Kind = TokenKind.Comment;
        End = comment;
        return keepComments;
    }
}
