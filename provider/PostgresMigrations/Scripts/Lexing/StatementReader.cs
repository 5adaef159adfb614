namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>
/// Reads one statement: keeps count of parentheses and routine bodies until the semicolon that ends it.
/// </summary>
ref struct StatementReader(ReadOnlySpan<char> text, int position, ICollection<LexicalProblem>? problems)
{
    readonly ReadOnlySpan<char> _text = text;
    Tokenizer _tokens = new(text, position);
    StatementForm _form;
    int _parentheses;
    int _openedAt;
    int _end;
    bool _isCut;

    public int Position { get; private set; } = position;

    public bool TryRead(out StatementSpan statement)
    {
        statement = default;
        if (!FindStart())
        {
            Position = _text.Length;
            return false;
        }

        var start = _tokens.Start;
        while (!Ends())
        {
            _end = _tokens.End;
            _tokens.Read();
        }

        statement = _tokens.Kind is TokenKind.Semicolon ? Terminated(start) : Unterminated(start);
        return true;
    }

    bool FindStart()
    {
        while (_tokens.Read())
        {
            if (_tokens.Kind is TokenKind.Backslash)
            {
                SkipMetaCommand(PsqlMetaCommands.MayBeSkipped(_text[_tokens.Start..]));
            }
            else if (_tokens.Kind is not TokenKind.Semicolon)
            {
                return true;
            }
        }

        return false;
    }

    // Takes the current token into account; true when the statement ends before it.
    bool Ends()
    {
        switch (_tokens.Kind)
        {
            case TokenKind.Word:
                _form.Take(_tokens.Value, _parentheses);
                return false;
            case TokenKind.Semicolon:
                return _parentheses == 0 && _form.EndsAtSemicolon();
            case TokenKind.End:
                return true;
            case TokenKind.Open:
                _openedAt = _parentheses == 0 ? _tokens.Start : _openedAt;
                _parentheses++;
                break;
            case TokenKind.Close:
                // A stray ")" is the server's to report; what follows it must still be split.
                _parentheses = Math.Max(0, _parentheses - 1);
                break;
            case TokenKind.Backslash:
                SkipMetaCommand(mayBeSkipped: false);
                break;
            default:
                ReportUnterminated();
                break;
        }

        _form.TakeOther();
        return false;
    }

    StatementSpan Terminated(int start)
    {
        var end = _tokens.Start;
        if (!_form.CopiesFromStdin)
        {
            Position = _tokens.End;
            return new StatementSpan(start, end);
        }

        var data = CopyData.Behind(_text, _tokens.End);
        Report(data.Misplaced >= 0, LexicalProblemKind.TextBehindCopy, data.Misplaced);
        Position = data.Next;
        return new StatementSpan(start, end, data.Start, data.End);
    }

    StatementSpan Unterminated(int start)
    {
        // An open quote swallowed what would have closed these.
        Report(!_isCut && _parentheses > 0, LexicalProblemKind.UnclosedParenthesis, _openedAt);
        Report(!_isCut && _parentheses == 0 && _form.IsInAtomicBody, LexicalProblemKind.UnclosedAtomicBody, start);
        Position = _text.Length;
        return _form.CopiesFromStdin
            ? new StatementSpan(start, _end, Position, Position)
            : new StatementSpan(start, _end);
    }

    void SkipMetaCommand(bool mayBeSkipped)
    {
        Report(!mayBeSkipped, LexicalProblemKind.MetaCommand, _tokens.Start);
        var length = _text[_tokens.Start..].IndexOfAny('\r', '\n');
        _tokens.MoveTo(length < 0 ? _text.Length : _tokens.Start + length);
    }

    void ReportUnterminated()
    {
        LexicalProblemKind? kind = _tokens.Kind switch
        {
            TokenKind.UnterminatedText => LexicalProblemKind.UnterminatedText,
            TokenKind.UnterminatedDollarText => LexicalProblemKind.UnterminatedDollarText,
            TokenKind.UnterminatedName => LexicalProblemKind.UnterminatedName,
            TokenKind.UnterminatedComment => LexicalProblemKind.UnterminatedComment,
            _ => null,
        };
        if (kind is { } found)
        {
            _isCut = true;
            problems?.Add(new LexicalProblem(found, _tokens.Start));
        }
    }

    readonly void Report(bool wrong, LexicalProblemKind kind, int offset)
    {
        if (wrong)
        {
            problems?.Add(new LexicalProblem(kind, offset));
        }
    }
}
