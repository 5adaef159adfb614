using System.Text;
using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Tests.Scripts.Peers;

/// <summary>One text split by our lexer and by PostgreSQL's parser.</summary>
sealed record Comparison(string Name, int Statements, int Refused, IReadOnlyList<string> Differences)
{
    /// <summary>
    /// Compares the statements that the peer can read: data of COPY, meta-commands, and statements that are wrong on
    /// purpose are blanked first, as both sides of the comparison see it.
    /// </summary>
    public static async Task<Comparison> OfAsync(LibPgQuery peer, string name, string sql, CancellationToken token)
    {
        var text = Readable(sql);
        var refused = 0;
        var answer = await peer.AskAsync(text, token);
        while (answer.Error is not null && refused < 400 && Blanked(text, answer.At) is { } shorter)
        {
            text = shorter;
            refused++;
            answer = await peer.AskAsync(text, token);
        }

        return answer.Error is not null
            ? new Comparison(name, 0, -1, [])
            : new Comparison(name, answer.Starts!.Length, refused, Compare(name, text, answer).ToList());
    }

    public static List<StatementSpan> Split(string sql, ICollection<LexicalProblem>? problems = null)
    {
        var statements = new List<StatementSpan>();
        var position = 0;
        while (StatementLexer.TryReadNext(sql, ref position, problems, out var statement))
        {
            statements.Add(statement);
        }

        return statements;
    }

    static IEnumerable<string> Compare(string name, string sql, PeerAnswer answer)
    {
        var ours = Split(sql);
        if (ours.Count != answer.Starts!.Length)
        {
            yield return $"{name}: we find {ours.Count} statements, PostgreSQL {answer.Starts.Length}";
        }

        var (offset, bytes) = (0, 0);
        foreach (var (statement, start, end) in ours.Zip(answer.Starts, answer.Ends!))
        {
            bytes += Encoding.UTF8.GetByteCount(sql.AsSpan(offset, statement.Start - offset));
            var length = Encoding.UTF8.GetByteCount(sql.AsSpan(statement.Start, statement.End - statement.Start));
            var isLast = end == Encoding.UTF8.GetByteCount(sql) && (statement.End == sql.Length || sql[statement.End] != ';');
            if (bytes != start || (!isLast && bytes + length != end))
            {
                yield return $"{name}: ours is {bytes}..{bytes + length}, PostgreSQL's {start}..{end}";
                yield break;
            }

            (offset, bytes) = (statement.End, bytes + length);
        }
    }

    static string Readable(string sql)
    {
        var text = new StringBuilder(sql);
        var problems = new List<LexicalProblem>();
        foreach (var statement in Split(sql, problems).Where(statement => statement.DataStart >= 0))
        {
            Blank(text, statement.DataStart, EndOfLine(sql, statement.DataEnd));
        }

        foreach (var problem in problems.Where(problem => problem.Kind is LexicalProblemKind.MetaCommand))
        {
            Blank(text, problem.Offset, EndOfLine(sql, problem.Offset));
        }

        return WithoutCopies(text.ToString());
    }

    // Parsers' own test files have COPY FROM STDIN without its data; for us the rest of the file would be the data.
    static string WithoutCopies(string sql)
    {
        while (Split(sql).Find(statement => statement.DataStart >= 0) is { DataStart: > 0 } copy)
        {
            var text = new StringBuilder(sql);
            Blank(text, copy.Start, copy.End);
            sql = text.ToString();
        }

        return sql;
    }

    static string? Blanked(string sql, int codePoint)
    {
        if (codePoint < 0)
        {
            return null;
        }

        var offset = sql.EnumerateRunes().Take(codePoint).Sum(rune => rune.Utf16SequenceLength);
        var statements = Split(sql);
        var hit = statements.FindLastIndex(statement => statement.Start <= offset);
        if (hit < 0)
        {
            return null;
        }

        var text = new StringBuilder(sql);
        Blank(text, statements[hit].Start, statements[hit].End);
        return text.ToString();
    }

    static int EndOfLine(string sql, int offset)
    {
        var end = sql.AsSpan(offset).IndexOfAny('\r', '\n');
        return end < 0 ? sql.Length : offset + end;
    }

    static void Blank(StringBuilder text, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            text[index] = ' ';
        }
    }
}
