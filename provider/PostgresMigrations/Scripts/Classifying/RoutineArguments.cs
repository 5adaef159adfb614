using System.Text;
using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Reads the types out of a routine's argument list: they are its identity, names and defaults are not.</summary>
/// <remarks>
/// <c>[ argmode ] [ argname ] argtype [ { DEFAULT | = } expr ]</c>:
/// https://www.postgresql.org/docs/current/sql-createfunction.html
/// </remarks>
ref struct RoutineArguments
{
    // The first words of the types whose names are more than one word, and what the second can be.
    static readonly (string First, string[] Second)[] LongTypes =
    [
        ("double", ["precision"]), ("character", ["varying"]), ("char", ["varying"]), ("bit", ["varying"]),
        ("national", ["character", "char"]), ("time", ["with", "without"]), ("timestamp", ["with", "without"]),
        ("interval", ["year", "month", "day", "hour", "minute", "second"]),
    ];

    readonly ReadOnlySpan<char> _text;
    Tokenizer _tokens;

    RoutineArguments(ReadOnlySpan<char> text)
    {
        _text = text;
        _tokens = new Tokenizer(text, 0);
        _tokens.Read();
    }

    /// <summary>The types as they are written, joined by commas: what <c>regprocedure</c> reads.</summary>
    /// <param name="text">From the parenthesis on.</param>
    /// <returns>Null where the text does not tell: no list, <c>%TYPE</c>, <c>SETOF</c>.</returns>
    public static string? TypesOf(ReadOnlySpan<char> text)
    {
        var list = new RoutineArguments(text);
        return list.Read();
    }

    string? Read()
    {
        if (_tokens.Kind is not TokenKind.Open)
        {
            return null;
        }

        _tokens.Read();
        var types = new StringBuilder();
        while (_tokens.Kind is not (TokenKind.Close or TokenKind.End))
        {
            if (!ReadArgument(types))
            {
                return null;
            }

            if (IsSymbol(','))
            {
                _tokens.Read();
            }
        }

        return _tokens.Kind is TokenKind.Close ? types.ToString() : null;
    }

    bool ReadArgument(StringBuilder types)
    {
        var isOut = Is("OUT");
        SkipMode();
        var isPlain = !Is("SETOF");
        if (IsNameFollowedByType())
        {
            _tokens.Read();
        }

        var (start, end) = (_tokens.Start, _tokens.End);
        isPlain &= !Is("SETOF");
        for (var depth = 0; !IsAtEndOfType(depth); _tokens.Read())
        {
            isPlain &= !IsSymbol('%');
            depth += Depth();
            end = _tokens.End;
        }

        SkipDefault();
        if (!isOut)
        {
            types.Append(types.Length > 0 ? "," : string.Empty).Append(_text[start..end]);
        }

        return isPlain;
    }

    void SkipMode()
    {
        var isIn = Is("IN");
        if (isIn || Is("OUT") || Is("INOUT") || Is("VARIADIC"))
        {
            _tokens.Read();
            if (isIn && Is("OUT"))
            {
                _tokens.Read();
            }
        }
    }

    // A name is followed by a word, a type's name only where it is one of those with several.
    readonly bool IsNameFollowedByType()
    {
        var ahead = _tokens;
        ahead.Read();
        return ahead.Kind is TokenKind.Word or TokenKind.QuotedName && !Keyword.Is(ahead.Value, "DEFAULT")
            && !(_tokens.Kind is TokenKind.Word && IsLongType(_tokens.Value, ahead.Value));
    }

    static bool IsLongType(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        foreach (var (word, others) in LongTypes)
        {
            if (Keyword.Is(first, word))
            {
                return IsOneOf(second, others);
            }
        }

        return false;
    }

    static bool IsOneOf(ReadOnlySpan<char> word, string[] others)
    {
        foreach (var other in others)
        {
            if (Keyword.Is(word, other))
            {
                return true;
            }
        }

        return false;
    }

    readonly bool IsAtEndOfType(int depth) => _tokens.Kind is TokenKind.End
        || (depth == 0 && (_tokens.Kind is TokenKind.Close || IsSymbol(',') || IsSymbol('=') || Is("DEFAULT")));

    void SkipDefault()
    {
        for (var depth = 0; _tokens.Kind is not TokenKind.End
            && (depth > 0 || !(_tokens.Kind is TokenKind.Close || IsSymbol(','))); _tokens.Read())
        {
            depth += Depth();
        }
    }

    readonly int Depth() => _tokens.Kind is TokenKind.Open || IsSymbol('[') ? 1
        : _tokens.Kind is TokenKind.Close || IsSymbol(']') ? -1
        : 0;

    readonly bool Is(ReadOnlySpan<char> keyword) => _tokens.Kind is TokenKind.Word && Keyword.Is(_tokens.Value, keyword);

    readonly bool IsSymbol(char symbol) => _tokens.Kind is TokenKind.Symbol && _tokens.Value[0] == symbol;
}
