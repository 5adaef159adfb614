using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Architecture.Tests;

/// <summary>Tests that a page names, as <c>Class.Method</c>.</summary>
static partial class NamedTests
{
    // A file has one class of tests, and its name.
    static readonly ILookup<string, Source> There = (
        from source in Sources.Under("tests")
        from method in CSharpSyntaxTree.ParseText(source.Text, cancellationToken: Token).GetRoot(Token).DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        select (Test: $"{Path.GetFileNameWithoutExtension(source.Path)}.{method.Identifier.Text}", source))
        .ToLookup(one => one.Test, one => one.source, StringComparer.Ordinal);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IEnumerable<string> In(string text) =>
        TestName().Matches(text).Select(match => match.Groups["test"].Value).Distinct(StringComparer.Ordinal);

    public static bool IsThere(string test) => There.Contains(test);

    /// <summary>Whether its class is given a PostgreSQL, or lets a verification start one.</summary>
    public static bool HasServer(string test) => There[test].Any(source =>
        source.Text.Contains("(SharedPostgres ", StringComparison.Ordinal)
        || source.Text.Contains("new Verification(", StringComparison.Ordinal));

    [GeneratedRegex(@"`(?<test>[A-Z]\w+\.[A-Z]\w+)`(?!\])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TestName();
}
