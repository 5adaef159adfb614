using Lockstep.Rehearsal.Faults;

namespace Lockstep.Rehearsal.Tests.Faults;

public sealed class APortOfAStandIn
{
    // Somebody who still asked for one that was gone was counted among the connections of another.
    [Fact]
    public void IsNotGivenAgainSoon()
    {
        var ports = Enumerable.Range(0, 500).Select(_ => LoopbackPort.Free()).ToList();

        ports.Distinct().Count().ShouldBe(ports.Count);
        ports.ShouldAllBe(port => port >= 15_000 && port < 32_000);
    }
}
