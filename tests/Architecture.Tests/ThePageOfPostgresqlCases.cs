using System.Globalization;

namespace Lockstep.Architecture.Tests;

/// <summary>docs/postgresql-cases.md: each case leads to tests that are there, and says where they do without a server.</summary>
public sealed class ThePageOfPostgresqlCases
{
    const string WithoutServer = "*no server";

    static readonly string Page = Sources.Of("docs/postgresql-cases.md").Text;

    [Fact]
    public void NumbersItsCasesInOrder() => Cases.Select(cells => cells[0])
        .ShouldBe(Enumerable.Range(1, 80).Select(number => number.ToString(CultureInfo.InvariantCulture)));

    [Fact]
    public void SaysOfEachCaseWhatHappensWhatMustBeSoAndWhatProvesIt() =>
        Cases.Where(cells => cells is not [_, { Length: > 0 }, { Length: > 0 }, var tests] || !NamedTests.In(tests).Any())
            .Select(cells => cells[0]).ShouldBeEmpty();

    [Fact]
    public void NamesNoTestThatIsNotThere() =>
        NamedTests.In(Page).Where(test => !NamedTests.IsThere(test)).ShouldBeEmpty();

    [Fact]
    public void SaysOfEachTestWithoutAServerThatItHasNone() =>
        Cases.Where(cells => NamedTests.In(cells[^1].Split(WithoutServer)[0]).Any(test => !NamedTests.HasServer(test)))
            .Select(cells => cells[0]).ShouldBeEmpty();

    [Fact]
    public void DeniesNoTestItsServer() =>
        Cases.Where(cells => cells[^1].Split(WithoutServer).Skip(1).SelectMany(NamedTests.In).Any(NamedTests.HasServer))
            .Select(cells => cells[0]).ShouldBeEmpty();

    static IReadOnlyList<string[]> Cases { get; } =
    [
        .. Page.Split('\n').Where(line => line is ['|', ' ', >= '0' and <= '9', ..])
            .Select(line => line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries)),
    ];
}
