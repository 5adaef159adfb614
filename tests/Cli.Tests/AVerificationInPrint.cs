using System.Globalization;
using Lockstep.Cli.Tests.Support;
using Lockstep.Cli.Verifying;
using Lockstep.Rehearsal.Scripts;
using Lockstep.Rehearsal.Verifying;

namespace Lockstep.Cli.Tests;

public sealed class AVerificationInPrint
{
    static readonly ScriptFile[] Scripts =
    [
        new("0001_create_orders.sql", 1, ""), new("0002_index_orders.sql", 2, ""), new("repeatable/order_totals.sql", null, ""),
    ];

    [Fact]
    public void NamesTheScriptAndWhatItsDownDoesNotGiveBack()
    {
        using var paper = new Paper();
        var writer = new CrossingWriter(paper.Screen);

        writer.Write(new([Scripts[0]], CrossingOutcome.Same, null, []));
        writer.Write(new([Scripts[1]], CrossingOutcome.Differs, "Down does not give back what was there before.", ["- index public.a", "+ index public.b"]));
        writer.Write(new(Scripts, CrossingOutcome.Kept, "0001_create_orders.sql has no down.", []));
        writer.Write(new([Scripts[2]], CrossingOutcome.Differs, "It is much.", [.. Enumerable.Range(1, 22).Select(number => $"+ {number.ToString(CultureInfo.InvariantCulture)}")]));

        paper.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }
}
