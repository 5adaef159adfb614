using Lockstep.Cli.Printing;
using Lockstep.Cli.Tests.Support;
using Lockstep.Rehearsal.Playing;

namespace Lockstep.Cli.Tests;

public sealed class ARehearsalInPrint
{
    [Fact]
    public void TellsActByActAndEndsWithAVerdict() => Printed(140).ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));

    [Fact]
    public void FitsANarrowScreen()
    {
        var text = Printed(100);

        text.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
        text.Split('\n').ShouldAllBe(line => line.Length <= 100);
    }

    [Fact]
    public void HasColoursOnlyWhereTheyAreWanted()
    {
        using var colored = new Paper(hasColor: true);
        new ActWriter(colored.Screen, "function.log").Write(Reports.Failed);

        colored.ToString().ShouldContain("\e[31mFAILED\e[0m  The stack is UPDATE_ROLLBACK_COMPLETE");
        Printed(140).ShouldNotContain("\e");
    }

    [Fact]
    public void IsGoodOnlyWhenAllOfItHeld()
    {
        using var paper = new Paper();
        var verdict = new Verdict([Reports.Held]);
        new VerdictWriter(paper.Screen).Write(verdict, TimeSpan.FromSeconds(3));

        verdict.IsHeld.ShouldBeTrue();
        paper.ToString().ShouldEndWith("\n2 of 2 expectations held, in 3.0 s.\n");
    }

    static string Printed(int width)
    {
        using var paper = new Paper(width);
        ActReport[] acts = [Reports.Held, Reports.Failed, Reports.Skipped];
        foreach (var act in acts)
        {
            new ActWriter(paper.Screen, "artifacts/rehearsal/function.log").Write(act);
        }

        new VerdictWriter(paper.Screen).Write(new Verdict(acts), TimeSpan.FromSeconds(12.34));
        return paper.ToString();
    }
}
