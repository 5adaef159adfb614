using Lockstep.PostgresMigrations.Scripts.Checking;
using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Expanding;

/// <summary>
/// Finds the variables of a script where PostgreSQL would read something: in SQL, in quotes, in the bodies of dollar quotes. Not
/// in comments, not in the data of a COPY, and not in a dollar quote's own delimiters: <c>$${a}$$</c> has none.
/// </summary>
sealed class VariableScanner(string source, IReadOnlyDictionary<string, string> values)
{
    readonly List<Replacement> _replacements = [];
    readonly List<TextProblem> _problems = [];

    // By how much the text that runs has grown so far.
    int _growth;

    public Expansion Expand()
    {
        var data = new Queue<StatementSpan>(CopyData());
        var tokens = new Tokenizer(source, 0, keepComments: true);
        var from = 0;
        while (tokens.Read())
        {
            if (data.TryPeek(out var copy) && tokens.Start >= copy.DataStart)
            {
                data.Dequeue();
                Scan(from, copy.DataStart, Surrounding.Code);
                tokens.MoveTo(copy.DataEnd);
                from = copy.DataEnd;
            }
            else if (IsApart(tokens))
            {
                Scan(from, tokens.Start, Surrounding.Code);
                ScanToken(tokens);
                from = tokens.End;
            }
        }

        Scan(from, source.Length, Surrounding.Code);
        return new Expansion(Text(0, source.Length, _replacements), _replacements, _problems);
    }

    IEnumerable<StatementSpan> CopyData()
    {
        var position = 0;
        while (StatementLexer.TryReadNext(source, ref position, problems: null, out var span))
        {
            if (span.DataStart >= 0)
            {
                yield return span;
            }
        }
    }

    static bool IsApart(in Tokenizer token) => token.Kind is TokenKind.Comment or TokenKind.Text or TokenKind.QuotedName;

    void ScanToken(in Tokenizer token)
    {
        if (Surroundings.Of(source, token) is { } surrounding)
        {
            Scan(token.Start, token.End, surrounding);
        }
        else if (token.Kind is TokenKind.Text)
        {
            ScanBody(token);
        }
    }

    void ScanBody(in Tokenizer token)
    {
        var tag = DollarQuotes.TagAt(source, token.Start).ToString();
        var (start, end) = (token.Start + tag.Length, token.End - tag.Length);
        var before = _replacements.Count;
        Scan(start, end, Surrounding.Code);
        if (_replacements.Count == before)
        {
            return;
        }

        var inside = _replacements[before..];
        var body = Text(start, end, inside);
        if ($"{body}{tag}".IndexOf(tag, StringComparison.Ordinal) < body.Length)
        {
            _problems.Add(new TextProblem(
                inside[0].Start,
                $"With its values in it this text would end too soon: they make up {tag}. Quote it with another tag."));
        }
    }

    void Scan(int from, int to, Surrounding surrounding)
    {
        while (from < to)
        {
            var found = source.IndexOf(Variables.Opening, from, to - from, StringComparison.Ordinal);
            if (found < 0)
            {
                return;
            }

            var name = Variables.NameAt(source.AsSpan(0, to), found).ToString();
            if (name.Length > 0)
            {
                Take(name, found, isMeant: found > from && source[found - 1] == '$', surrounding);
            }

            from = found + Variables.Opening.Length + name.Length;
        }
    }

    void Take(string name, int found, bool isMeant, Surrounding surrounding)
    {
        if (isMeant)
        {
            Replace(found - 1, 1, string.Empty);
        }
        else if (values.TryGetValue(name, out var value))
        {
            Replace(found, Variables.Opening.Length + name.Length + 1, surrounding.Fit(value));
        }
        else
        {
            _problems.Add(new TextProblem(
                found,
                $"${{{name}}} has no value. Give it one in the resource's Variables, or write $${{{name}}} "
                    + "if the text is meant."));
        }
    }

    void Replace(int start, int length, string value)
    {
        _replacements.Add(new Replacement(start, length, start + _growth, value));
        _growth += value.Length - length;
    }

    string Text(int start, int end, List<Replacement> replacements) => string.Create(
        end - start + replacements.Sum(one => one.Value.Length - one.Length),
        (source, start, end, replacements),
        static (text, part) =>
        {
            var from = part.start;
            foreach (var one in part.replacements)
            {
                part.source.AsSpan(from, one.Start - from).CopyTo(text);
                one.Value.CopyTo(text[(one.Start - from)..]);
                text = text[(one.Start - from + one.Value.Length)..];
                from = one.End;
            }

            part.source.AsSpan(from, part.end - from).CopyTo(text);
        });
}
