using CsCheck;
using Lockstep.CustomResources.Tests.Support;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>
/// Deployments, mistakes, rollbacks, broken links, dead functions and events that come again, at random and on a real server.
/// </summary>
/// <remarks>
/// <c>LOCKSTEP_LIVES=2000</c> plays more of them, <c>LOCKSTEP_SOAK_MINUTES=60</c> as many as there is time for. A life that
/// breaks a promise is printed as short as it can be made, with the seed that plays it again: <c>CsCheck_Seed</c>.
/// </remarks>
public sealed class AnyLife(SharedPostgres postgres)
{
    // -1: as CsCheck has it, which is not asked then.
    static readonly int Number = Wanted.Number("LOCKSTEP_LIVES") ?? 50;
    static readonly int Seconds = Wanted.Seconds ?? -1;

    [Fact]
    public Task KeepsThePromises() => Lives.Any.SampleAsync(
        life => LifePlayer.PlayAsync(postgres, life),
        iter: Number, time: Seconds, threads: 4, print: life => life.ToString());
}
