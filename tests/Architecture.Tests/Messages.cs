using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Architecture.Tests;

/// <summary>
/// What the product can say to a person: every string expression of its code that reads like a sentence, wherever it is made. A
/// search for exceptions alone would miss those that a helper composes.
/// </summary>
/// <remarks>
/// Not seen are one or two words without a full stop ("a number"), which only stand in others, and templates of log lines.
/// </remarks>
static partial class Messages
{
    const int Patience = 5000;
    const string Template = "template.yaml";
    const string Code = "          ";

    static readonly string[] Folders =
        ["provider/CustomResources/", "provider/PostgresMigrations/", "provider/Lambda/", "provider/Function/"];

    // The comment of a database that we made; it is for us alone.
    const string Mark = "lockstep: created by ";

    // docs/lint.md has what the rules find, and a test of its own.
    static readonly string[] SaidElsewhere =
        ["provider/PostgresMigrations/Linting/LintRules.cs", "provider/PostgresMigrations/Linting/Rules/"];

    /// <summary>The texts, each once, with the first place where it stands.</summary>
    public static IReadOnlyList<Message> OfTheProduct { get; } =
    [
        .. Folders.SelectMany(Sources.Under)
            .Where(source => !SaidElsewhere.Any(path => source.Path.StartsWith(path, StringComparison.Ordinal)))
            .SelectMany(Of)
            .Where(message => !message.Text.StartsWith(Mark, StringComparison.Ordinal))
            .Concat(OfTheWatchdog())
            .DistinctBy(message => message.Text, StringComparer.Ordinal),
    ];

    // JavaScript in the template: what it says where something fails, line by line.
    static IEnumerable<Message> OfTheWatchdog() =>
        from line in Sources.Of(Template).Text.Split('\n').Index()
            .SkipWhile(one => !one.Item.EndsWith("ZipFile: |", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(one => one.Item.Length == 0 || one.Item.StartsWith(Code, StringComparison.Ordinal))
        where !line.Item.Contains("console.log(", StringComparison.Ordinal)
        from text in JavaScriptText().Matches(line.Item.Split(" // ")[0]).SelectMany(match => match.Groups["text"].Captures)
        let words = JavaScriptHole().Replace(text.Value, TextExpression.Hole).Trim()
        where IsSentence(words)
        select new Message(Template, line.Index + 1, words);

    static IEnumerable<Message> Of(Source source) =>
        from node in CSharpSyntaxTree.ParseText(source.Text, cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken).DescendantNodes(node => !IsApart(source, node))
        where !IsApart(source, node)
        from text in TextExpression.IsWhole(node) ? [TextExpression.TextOf(node)]
            : TextExpression.IsBlock(node) ? TextsOfSql(node.ToString())
            : Array.Empty<string>()
        let words = Blank().Replace(text, " ").Trim()
        where IsSentence(words)
        select new Message(source.Path, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, words);

    // Log lines, reasons for the analysers and patterns stand in attributes; in SqlStates the reasons of its rows are arguments.
    static bool IsApart(Source source, SyntaxNode node) => node switch
    {
        AttributeSyntax => true,
        ObjectCreationExpressionSyntax made => IsNotSaid(made.Type),
        ImplicitObjectCreationExpressionSyntax made => IsNotSaid(made.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.ReturnType),
        ArgumentSyntax => source.Path.EndsWith("/SqlStates.cs", StringComparison.Ordinal),
        _ => false,
    };

    // The message of an exception that is not ours goes to the log alone: FailureReason shows its type.
    static bool IsNotSaid(TypeSyntax? type) => type?.ToString()
        is "Sql" or "ArgumentException" or "NotSupportedException" or "UnreachableException" or "RuntimeApiException";

    // A text of several lines is SQL; what that raises or formats is said as well.
    static IEnumerable<string> TextsOfSql(string sql) =>
        SqlText().Matches(sql).Select(match => Format().Replace(match.Groups["text"].Value, TextExpression.Hole));

    // Three words, two of them in small letters side by side; or words that end like a sentence. No name, no keyword and no
    // clause of SQL has either.
    static bool IsSentence(string text) =>
        !Clause().IsMatch(text) && ((TwoWords().IsMatch(text) && Word().Count(text) > 2) || EndOfSentence().IsMatch(text));

    [GeneratedRegex(
        @"(?<![\w.'\-])[a-z]{2,},? (a [A-Za-z]{2,}|[a-z]{2,})(?![\w.(]*\w)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex TwoWords();

    [GeneratedRegex("[A-Za-z]{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@" [A-Za-z]*[a-z]\.…?$|^\w+ [a-z]{2,}.* .*\.…?$", RegexOptions.NonBacktracking)]
    private static partial Regex EndOfSentence();

    // A text in a hole is one, too.
    [GeneratedRegex("`(?<text>([^`']|'(?<text>[^']*)'|(?<=\\w)'(?=s))*)`|'(?<text>[^']*)'", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex JavaScriptText();

    [GeneratedRegex(@"\$\{[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex JavaScriptHole();

    [GeneratedRegex("'(?<text>[^'\n]*)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SqlText();

    [GeneratedRegex("%[sIL]?", RegexOptions.NonBacktracking)]
    private static partial Regex Format();

    [GeneratedRegex(
        @"^(read committed|SELECT|CREATE|INSERT INTO|UPDATE|DELETE FROM|DROP|WHERE|AND|FROM)\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Clause();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blank();
}

/// <param name="Path">The file, in the repository.</param>
/// <param name="Line">Its line.</param>
/// <param name="Text">With <see cref="TextExpression.Hole"/> for what is filled in.</param>
sealed record Message(string Path, int Line, string Text)
{
    public override string ToString() => $"{Path}:{Line}: {Text}";
}
