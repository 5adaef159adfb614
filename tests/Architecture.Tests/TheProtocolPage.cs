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
    public void HasTheWaysOfTheEngine() => WaysOnThePage.ShouldBe(WaysOfTheEngine, ignoreOrder: true);

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

    // A status of a stack, and those that may follow.
    static IReadOnlyList<string> WaysOnThePage { get; } =
    [
        .. from line in Page.Split('\n').SkipWhile(line => !line.StartsWith("| status | asked meanwhile |", StringComparison.Ordinal))
               .Skip(2).TakeWhile(line => line.StartsWith('|'))
           let cells = line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries)
           select $"{cells[0]}: {string.Join(", ", Statuses().Matches(cells[2]))}",
    ];

    static IReadOnlyList<string> WaysOfTheEngine { get; } = Ways(Sources.Of("provider/Rehearsal/CloudFormation/Stacks/Status.cs").Text);

    static IReadOnlyList<string> Ways(string source)
    {
        var words = Constants().Matches(source)
            .ToDictionary(match => match.Groups["name"].Value, match => $"`{match.Groups["text"].Value}`", StringComparer.Ordinal);
        return
        [
            .. from match in Followings().Matches(source)
               let status = words.GetValueOrDefault(match.Groups["status"].Value, "none")
               let next = match.Groups["next"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
               select $"{status}: {string.Join(", ", next.Select(name => words[name]))}",
        ];
    }

    [GeneratedRegex(@"^\| [A-Z]{2}[0-9]+ ", RegexOptions.NonBacktracking)]
    private static partial Regex RuleId();

    [GeneratedRegex("`[A-Z_]+`", RegexOptions.NonBacktracking)]
    private static partial Regex Statuses();

    [GeneratedRegex(
        "const string (?<name>\\w+) = \"(?<text>[A-Z_]+)\";", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Constants();

    [GeneratedRegex(
        @"^        \[(?<status>\w+|"""")\] = \[(?<next>[^\]]*)\],",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Followings();

    sealed record Rule(string Id, string Source, string Code, string Tests);
}
