using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>Finds everything wrong with one text, so that a person can mend it all at once.</summary>
static class TextFindings
{
    // A file that is wrong in every line is one mistake, not a thousand.
    const int Most = 50;

    public static IReadOnlyList<Finding> Of(ScriptText script)
    {
        if (!script.Decoded.IsValid)
        {
            return [EncodingFinding.Of(script.Name, script.File!)];
        }

        if (string.IsNullOrWhiteSpace(script.Text))
        {
            return [new Finding(script.Name, null, null, Empty)];
        }

        var problems = Problems(script)
            .Select(problem => problem with { Offset = script.Expansion.SourceOffset(problem.Offset) })
            .Concat(script.Expansion.Problems).OrderBy(problem => problem.Offset).ToList();
        var findings = problems.Take(Most).Select(problem => At(script, problem)).ToList();
        if (problems.Count > Most)
        {
            findings.Add(new Finding(script.Name, null, null, $"{problems.Count - Most} more of the kind."));
        }

        return findings;
    }

    // A file that lost its text would else be journaled as applied, and a down as having taken everything back.
    const string Empty = "The file is empty. If it means to do nothing, say so in a comment.";

    static List<TextProblem> Problems(ScriptText script)
    {
        var problems = new List<TextProblem>(script.DirectiveReader.Problems);
        problems.AddRange(MisplacedDirectives.In(script.Text, script.DirectiveReader.HeadLength));
        var nul = script.Text.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
        {
            problems.Add(new TextProblem(nul, "A NUL character; PostgreSQL cannot take it. Remove it."));
        }

        var lexical = new List<LexicalProblem>();
        var rules = new StatementRules(script.Directives, problems);
        var position = 0;
        while (StatementLexer.TryReadNext(script.Text, ref position, lexical, out var span))
        {
            rules.Take(new Statement(script, span));
        }

        rules.TakeEnd();
        problems.AddRange(lexical.Select(problem => LexicalMessages.Of(script.Text, problem)));
        return problems;
    }

    static Finding At(ScriptText script, TextProblem problem)
    {
        var position = ScriptPosition.Of(script.Decoded.Text, problem.Offset);
        return new Finding(script.Name, position.Line, position.Column, problem.Message);
    }
}
