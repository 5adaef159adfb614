using System.Text.RegularExpressions;

namespace Lockstep.Architecture.Tests;

/// <summary>docs/protocol.md: each rule leads to the code that keeps it and to a test that is there.</summary>
public sealed partial class TheProtocolPage
{
    const string Path = "docs/protocol.md";

    static readonly string Page = Sources.Of(Path).Text;

    [Fact]
    public void GivesEachIdOnce() =>
        Rules.GroupBy(rule => rule.Id, StringComparer.Ordinal).Where(rules => rules.Count() > 1)
            .Select(rules => rules.Key).ShouldBeEmpty();

    [Fact]
    public void SaysOfEachRuleWhereItComesFromWhereItIsKeptAndWhatProvesIt() =>
        Rules.Where(rule => rule.Source.Length == 0 || !rule.Code.Contains("](../", StringComparison.Ordinal)
                || !NamedTests.In(rule.Tests).Any())
            .Select(rule => rule.Id).ShouldBeEmpty();

    [Fact]
    public void NamesNoTestThatIsNotThere() =>
        NamedTests.In(Page).Where(test => !NamedTests.IsThere(test)).ShouldBeEmpty();

    // Besides the rules, what a delivery may do wrong has a table of its own.
    [Fact]
    public void SaysOfEachDeliveryThatGoesWrongWhatProvesIt()
    {
        Mishaps.Count.ShouldBeGreaterThan(9);
        Mishaps.Where(cells => cells is not [_, { Length: > 0 }, var tests] || !NamedTests.In(tests).Any()).Select(cells => cells[0])
            .ShouldBeEmpty();
    }

    [Fact]
    public void HasRules() => Rules.Count.ShouldBeGreaterThan(40);

    static IReadOnlyList<Rule> Rules { get; } =
    [
        .. from line in Page.Split('\n')
           where RuleId().IsMatch(line)
           let cells = line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries)
           select cells is { Length: 5 } ? new Rule(cells[0], cells[2], cells[3], cells[4]) : new Rule(cells[0], "", "", ""),
    ];

    static IReadOnlyList<string[]> Mishaps { get; } =
    [
        .. Page.Split('\n').SkipWhile(line => !line.StartsWith("| what happens |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries)),
    ];

    [GeneratedRegex(@"^\| [A-Z]{2}[0-9]+ ", RegexOptions.NonBacktracking)]
    private static partial Regex RuleId();

    sealed record Rule(string Id, string Source, string Code, string Tests);
}
