using CsCheck;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>What a person gets to see of one. Here all that have an operation after the first count as such.</summary>
public sealed class AScheduleThatBreaksAPromise
{
    [Fact]
    public void IsPrintedAsShortAsItCanBeMade()
    {
        var message = Play(null);

        message.ShouldContain("a second operation");
        message.ShouldContain("2 operations");
    }

    [Fact]
    public void IsPrintedWithTheSeedThatPlaysItAgain()
    {
        var seed = Play(null).Split("CsCheck_Seed=")[1].Split(' ')[0];

        Play(seed).ShouldContain($"CsCheck_Seed={seed}");
    }

    static string Play(string? seed) => Should.Throw<CsCheckException>(() => RandomSchedules.Any.Sample(
        schedule => schedule.Steps.Count.ShouldBe(1, "a second operation"),
        seed: seed, iter: seed is null ? 20_000 : 1, threads: 1, print: schedule => $"{schedule.Steps.Count} operations\n{schedule}"))
        .ToString();
}
