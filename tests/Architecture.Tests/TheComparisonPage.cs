using Lockstep.Comparison;

namespace Lockstep.Architecture.Tests;

/// <summary>What tests/Comparison/run holds against what it has seen, and whether it notices.</summary>
public sealed class TheComparisonPage
{
    static readonly string[] Names = ["Lockstep", "Alembic 1.8.1 in crhelper 2.0.12"];
    static readonly Seen Held = new(IsAsWanted: true, "yes: UPDATE_COMPLETE");
    static readonly Seen Stuck = new(IsAsWanted: false, "no: UPDATE_ROLLBACK_FAILED");

    static readonly string Page = $"# A page\n\n## In a stack\n\nText, and:\n{Tables(Names, [Held, Stuck], [Held, Held])}";

    [Fact]
    public void HasTablesThatCanBeReadBack()
    {
        var page = Sources.Of("docs/comparison.md").Text;

        ComparedPage.Differences(page, page, isPart: false).ShouldBeEmpty();
        var denied = page.Replace("| yes", "| no", StringComparison.Ordinal);
        ComparedPage.Differences(denied, page, isPart: false).Count.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void MayBeOlderThanTheVersionsAndSayItInOtherWords() =>
        ComparedPage.Differences(
            Page, Tables(["Lockstep", "Alembic 1.18 in crhelper 2.1"], [Held, new(IsAsWanted: false, "no: FAILED")], [Held, Held]),
            isPart: false).ShouldBeEmpty();

    [Fact]
    public void IsDeniedByAToolThatIsBetterOrWorseThanItSays() =>
        ComparedPage.Differences(Page, Tables(Names, [Stuck, Held], [Held, Held]), isPart: false).ShouldBe(
        [
            "Rollback, first, Lockstep: no: UPDATE_ROLLBACK_FAILED; on the page: yes: UPDATE_COMPLETE",
            "Rollback, first, Alembic in crhelper: yes: UPDATE_COMPLETE; on the page: no: UPDATE_ROLLBACK_FAILED",
            "In all, , Lockstep: 1 of 2; on the page: 2 of 2",
            "In all, , Alembic in crhelper: 2 of 2; on the page: 1 of 2",
        ]);

    [Fact]
    public void IsDeniedByASituationThatCannotArise() =>
        ComparedPage.Differences(Page, Tables(Names, [Held, Stuck], [Held, Seen.NotApplicable]), isPart: true)
            .ShouldContain("Rollback, second, Alembic in crhelper: –; on the page: yes: UPDATE_COMPLETE", StringComparer.Ordinal);

    [Fact]
    public void MayShowToolsThatAreNotHere() =>
        ComparedPage.Differences(Page, Tables(["Lockstep"], [Held], [Held]), isPart: false).ShouldBeEmpty();

    [Fact]
    public void ShowsWhatWasPlayedAndNothingElse()
    {
        var part = ComparisonTable.Write(["Lockstep"], [("Rollback", [new("first", "It holds", [Held])])], sum: null);

        ComparedPage.Differences(Page, part, isPart: true).ShouldBeEmpty();
        ComparedPage.Differences(Page, part, isPart: false)
            .ShouldContain("Rollback, second, Lockstep: not played; on the page: yes: UPDATE_COMPLETE", StringComparer.Ordinal);
        ComparedPage.Differences(part, Page, isPart: true)
            .ShouldContain("Rollback, second, Lockstep: yes: UPDATE_COMPLETE; on the page: nothing", StringComparer.Ordinal);
    }

    static string Tables(IReadOnlyList<string> names, IReadOnlyList<Seen> first, IReadOnlyList<Seen> second) =>
        ComparisonTable.Write(
            names, [("Rollback", [new("first", "It holds", first), new("second", "It holds", second)])], "In all");
}
