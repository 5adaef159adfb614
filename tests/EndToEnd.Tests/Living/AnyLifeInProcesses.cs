using CsCheck;
using Lockstep.CustomResources.Tests.Support;
using Lockstep.EndToEnd.Tests.Support;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>
/// Stacks at random: the function as processes that are killed, a link that breaks, a bucket that fails, events that come twice,
/// an application that writes, on a real server.
/// </summary>
/// <remarks>
/// <c>LOCKSTEP_PROCESS_LIVES=2000</c> plays more of them, <c>LOCKSTEP_SOAK_MINUTES=60</c> as many as there is time for. A life
/// that breaks a promise is printed as short as it can be made, with the seed that plays it again: <c>CsCheck_Seed</c>.
/// </remarks>
public sealed class AnyLifeInProcesses(SharedPostgres postgres)
{
    static readonly int? Number = Wanted.Number("LOCKSTEP_PROCESS_LIVES");
    static readonly int? Seconds = Wanted.Seconds;

    [Fact]
    public async Task KeepsThePromises()
    {
        Assert.SkipWhen((Number ?? Seconds) is null, "LOCKSTEP_PROCESS_LIVES names no number; one takes about four seconds.");
        var login = await postgres.Server.CreateLoginAsync("CREATEROLE", TestContext.Current.CancellationToken);
        await Lives.Any.SampleAsync(
            life => LifePlayer.PlayAsync(postgres.Server, login, life),
            iter: Number ?? 1, time: Seconds ?? -1, threads: 6, print: life => life.ToString());
    }
}
