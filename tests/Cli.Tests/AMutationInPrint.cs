using Lockstep.Cli.Mutating;
using Lockstep.Cli.Tests.Support;

namespace Lockstep.Cli.Tests;

/// <summary>The table that <c>mutate</c> prints.</summary>
public sealed class AMutationInPrint
{
    [Theory]
    [InlineData(140)]
    [InlineData(100)]
    public void NamesTheTestsThatNoticeIt(int width)
    {
        using var paper = new Paper(width);
        var table = new MutationTable(paper.Screen);

        table.Begin();
        table.Write(
            Of("the lock of the schema"),
            ["TheSameEventTenTimesAtOnce.IsCarriedOutOnce", "TenStacksOnOneDatabaseAtOnce.AllSucceed", "A.A", "B.B", "C.C"]);
        table.Write(Of("an update whose replaced resource is deleted is complete, and has no rollback any more"), ["A.B"]);
        table.Write(Of("the fence before each commit"), []);
        table.End(TimeSpan.FromSeconds(61.4));

        table.Noticed.ShouldBe(2);
        paper.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{width}"));
    }

    static Mutation Of(string name) => Mutations.All.Single(one => one.Name == name);
}
