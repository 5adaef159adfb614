using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Locating;

/// <summary>The quoted body of a DO block or of a routine, and where it stands in the script's text.</summary>
/// <param name="Script">The script.</param>
/// <param name="Start">Behind the opening quote.</param>
/// <param name="End">The closing quote.</param>
/// <param name="IsBlock">True for DO.</param>
sealed record RoutineBody(ScriptText Script, int Start, int End, bool IsBlock)
{
    string Text => Script.Text;

    /// <summary>Finds the body of a statement; null when it has none.</summary>
    public static RoutineBody? Of(Statement statement)
    {
        var tokens = new Tokenizer(statement.Characters, 0);
        tokens.Read();
        var isBlock = Keyword.Is(tokens.Value, "DO");
        if (!isBlock && !Keyword.Is(tokens.Value, "CREATE"))
        {
            return null;
        }

        var (behindAs, behindLanguage) = (false, false);
        while (tokens.Read())
        {
            var isBody = isBlock ? !behindLanguage : behindAs;
            if (tokens.Kind is TokenKind.Text && isBody)
            {
                return Of(statement, tokens, isBlock);
            }

            behindAs = tokens.Kind is TokenKind.Word && Keyword.Is(tokens.Value, "AS");
            behindLanguage = tokens.Kind is TokenKind.Word && Keyword.Is(tokens.Value, "LANGUAGE");
        }

        return null;
    }

    /// <summary>
    /// The place of an error in a statement that PL/pgSQL made of the body's text from this line on; null when its
    /// text is not found there.
    /// </summary>
    public ScriptPosition? Find(int line, string? query, int position)
    {
        if (query is null || position < 1 || OffsetOf(line) is not { } from)
        {
            return null;
        }

        // PERFORM x is run as SELECT x.
        const string made = "SELECT ";
        var offset = QueryText.IndexOf(Text.AsSpan(from..End), query);
        var shift = 0;
        if (offset < 0 && query.StartsWith(made, StringComparison.Ordinal))
        {
            offset = QueryText.IndexOf(Text.AsSpan(from..End), query.AsSpan(made.Length));
            shift = made.Length;
        }

        var within = offset < 0 ? -1 : CodePoints.OffsetBehind(Text.AsSpan(from + offset), position - 1 - shift);
        return within < 0 ? null : Script.At(from + offset + within);
    }

    /// <summary>A line of the body as PL/pgSQL counts it, at its first character that is no white space.</summary>
    public ScriptPosition? At(int line)
    {
        if (OffsetOf(line) is not { } offset)
        {
            return null;
        }

        var rest = Text.AsSpan(offset..End);
        return Script.At(offset + rest.Length - rest.TrimStart(" \t").Length);
    }

    // PL/pgSQL counts LF alone (pl_scanner.c, plpgsql_location_to_lineno); the first line is the opening quote's.
    int? OffsetOf(int line)
    {
        var offset = Start;
        for (var current = 1; current < line; current++)
        {
            var length = Text.AsSpan(offset..End).IndexOf('\n');
            if (length < 0)
            {
                return null;
            }

            offset += length + 1;
        }

        return offset;
    }

    static RoutineBody Of(Statement statement, Tokenizer tokens, bool isBlock)
    {
        var open = tokens.Value[0] == '$'
            ? DollarQuotes.TagAt(tokens.Value, 0).Length
            : tokens.Value.IndexOf('\'') + 1;
        var close = tokens.Value[0] == '$' ? open : 1;
        var start = statement.Span.Start + tokens.Start;
        return new RoutineBody(
            statement.Script, start + open, statement.Span.Start + tokens.End - close, isBlock);
    }
}
