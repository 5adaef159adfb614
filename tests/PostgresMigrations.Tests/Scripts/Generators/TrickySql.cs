using CsCheck;

namespace Lockstep.PostgresMigrations.Tests.Scripts.Generators;

/// <summary>Composes valid SQL from the pieces that make splitting hard.</summary>
static class TrickySql
{
    static readonly Gen<string> Gap = OneOf(
        " ", "\n", "\r\n", "\t", "\r", " \f ", " /* ; ' $$ \" */ ", " -- ; ' $$ ( \"\n", "/* /* ; */ */", "/*/ ; */",
        " --\r", "/**/", " -- é; 😀\n");

    static readonly Gen<string> Name = OneOf(
        "a", "t1", "a$b$c", "é$1", "\"x;\"\"y\"", "fn_atomic", "atomic", "begin", "日本$x", "\"end\"", "U&\"d\\0061;\"", "_",
        "copy", "stdin", "e", "u", "b", "x", "function", "procedure", "\"$$\"", "end_");

    static readonly Gen<string> Constant = OneOf(
        "1", "1.5e-3", ".5", "0x1F", "1_000", "''", "'a;''b'", "E'\\';'", "e'\\\\'", "E'a''\\';'", "E''';'", "$$;$$",
        "$q$ $$; ' $q$",
        "$é$;$é$", "$日本$;$x$;$日本$", "'\\'", "'\\;'", "U&'\\0061;'", "B'01'", "x'1F'", "N'x;'", "'a;'\n'b;'",
        "E'a;\\''\n \r '\\';'", "'-- ;'", "'/* ;'", "';\n;\r\n;'", "$_$END;$_$", "'END; ('", "$1", "NULL", "';😀;'");

    /// <summary>A script of a few statements, with and without a semicolon at its end.</summary>
    public static Gen<string> Script { get; } =
        from statements in Statement(3).Array[1, 6]
        from gaps in Gap.Array[statements.Length]
        from ends in OneOf("", ";", ";;", "; -- end", ";/* ; */;").Array[statements.Length]
        select string.Concat(statements.Select((text, index) =>
            gaps[index] + text + (index < statements.Length - 1 && ends[index].Length == 0 ? ";" : ends[index])
            + (index < statements.Length - 1 ? "\n" : "")));

    static Gen<string> Statement(int depth) => Gen.OneOf(
        Query(depth),
        Change(depth),
        Words("CREATE TABLE", Name, "(", Name, "int DEFAULT", Inner(depth), ", CHECK (", Inner(depth), ") )"),
        Words("SELECT begin atomic FROM", Name),
        OneOf("BEGIN", "END", "COMMIT AND CHAIN", "begin work", "ROLLBACK TO s", "START TRANSACTION"),
        Words("DO LANGUAGE plpgsql", OneOf("$$ BEGIN PERFORM 1; END; $$", "' BEGIN; ''END;'' '", "$b$ $$;$$ $b$")),
        Words("COPY", Name, "TO STDOUT"),
        Words("COMMENT ON TABLE", Name, "IS", OneOf("'a;''b'", "$$;$$", "E'\\';'", "NULL")),
        Words("CREATE FUNCTION", Name, "() RETURNS int AS", OneOf("$$;$$", "'begin atomic; end'"), "LANGUAGE sql"),
        depth == 0 ? Query(0) : Rule(depth),
        depth == 0 ? Change(0) : Routine(depth));

    static Gen<string> Query(int depth) =>
        Words("SELECT", Expression(depth), "AS", Name, "FROM", Name, "WHERE", Expression(depth));

    static Gen<string> Change(int depth) => Gen.OneOf(
        Words("INSERT INTO", Name, "VALUES (", Inner(depth), ",", Inner(depth), ")"),
        Words("UPDATE", Name, "SET", Name, "=", Expression(depth)),
        Words("DELETE FROM", Name, "WHERE", Expression(depth)));

    static Gen<string> Rule(int depth) => Words(
        "CREATE RULE", Name, "AS ON INSERT TO", Name, "DO ALSO (", Change(depth - 1), ";", Query(depth - 1), "; )");

    static Gen<string> Routine(int depth) => Words(
        OneOf("CREATE FUNCTION", "create or replace function", "Create Or Replace Function"),
        Name,
        "( begin atomic DEFAULT (",
        Inner(depth - 1),
        ") ) RETURNS begin",
        OneOf("", "LANGUAGE sql", "SET search_path TO begin, atomic", "COST 10"),
        "BEGIN",
        "ATOMIC",
        Body(depth - 1),
        "END");

    static Gen<string> Body(int depth) =>
        from statements in Gen.OneOf(Query(depth), Change(depth), Statement(depth).Where(NeedsNoTopLevel)).Array[0, 3]
        from gap in Gap
        select string.Concat(statements.Select(text => $"{text}{gap};{gap}"));

    // BEGIN and END as statements exist only outside a routine's body.
    static bool NeedsNoTopLevel(string statement) =>
        !statement.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase)
        && !statement.StartsWith("END", StringComparison.Ordinal);

    static Gen<string> Expression(int depth) => depth == 0
        ? Gen.OneOf(Constant, Name.Where(name => name is not "end_"))
        : Gen.OneOf(
            Constant,
            Words("(", Inner(depth), ")"),
            Words("CASE WHEN", Inner(depth), "THEN", Inner(depth), "ELSE", Inner(depth), "END"),
            Words(Inner(depth), "||", Inner(depth)),
            Words(Inner(depth), "-", "-", Inner(depth)),
            Words(Inner(depth), "*", Inner(depth)),
            Words("f(", Inner(depth), ",", Inner(depth), ")"),
            Words("ARRAY[", Inner(depth), ",", Inner(depth), "]"),
            Words("( SELECT", Inner(depth), ")"));

    static Gen<string> Inner(int depth) => Expression(Math.Max(0, depth - 1));

    static Gen<string> OneOf(params string[] texts) => Gen.OneOf(texts);

    static Gen<string> Words(params object[] parts)
    {
        var words = Gen.Const("");
        foreach (var part in parts)
        {
            var word = part as Gen<string> ?? Gen.Const((string)part);
            words = from before in words from gap in Gap from text in word select $"{before}{gap}{text}";
        }

        return words;
    }
}
