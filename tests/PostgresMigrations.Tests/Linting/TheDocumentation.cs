using System.Runtime.CompilerServices;
using Lockstep.PostgresMigrations.Linting;

namespace Lockstep.PostgresMigrations.Tests.Linting;

/// <summary>docs/lint.md: what a finding's reader looks its rule up in.</summary>
public sealed class TheDocumentation
{
    static string Text { get; } = File.ReadAllText(InRepository("docs", "lint.md"));

    [Fact]
    public void HasAHeadingForEachRule() =>
        Text.Split('\n').Where(line => line.StartsWith("### `", StringComparison.Ordinal)).Select(line => line[5..^1])
            .ShouldBe(LintRules.All.Select(rule => rule.Name), ignoreOrder: true);

    [Fact]
    public void ExplainsEachRuleInWhichSquawkDiffers()
    {
        var differences = File.ReadLines(InRepository(
            "tests", "PostgresMigrations.Tests", "Linting", "Approved",
            "ComparedWithSquawk.TheDifferencesAreTheseAlone.approved.txt"));
        var explained = Text[Text.IndexOf("## Beside squawk", StringComparison.Ordinal)..];

        differences.Skip(1).Select(line => line.Split(": ")[1]).Distinct(StringComparer.Ordinal)
            .Where(rule => !explained.Contains($"`{rule}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    static string InRepository(params string[] path) => Path.Combine([Repository(), .. path]);

    static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
