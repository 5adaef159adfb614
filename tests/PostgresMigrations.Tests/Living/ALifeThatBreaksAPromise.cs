using CsCheck;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>What a person gets to see of one. Here all that have a second deployment count as such.</summary>
public sealed class ALifeThatBreaksAPromise
{
    [Fact]
    public void IsPrintedAsShortAsItCanBeMade()
    {
        var message = Play(null);

        message.ShouldContain("a second deployment");
        message.ShouldContain("2 deployments");
    }

    [Fact]
    public void IsPrintedWithTheSeedThatPlaysItAgain()
    {
        var seed = Play(null).Split("CsCheck_Seed=")[1].Split(' ')[0];

        Play(seed).ShouldContain($"CsCheck_Seed={seed}");
    }

    static string Play(string? seed) => Should.Throw<CsCheckException>(() => Lives.Any.Sample(
        life => life.Episodes.Count.ShouldBe(1, "a second deployment"),
        seed: seed, iter: seed is null ? 20_000 : 1, threads: 1, print: life => $"{life.Episodes.Count} deployments\n{life}"))
        .ToString();
}
