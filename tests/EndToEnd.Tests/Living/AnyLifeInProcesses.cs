using CsCheck;
using Lockstep.CustomResources.Tests.Support;
using Lockstep.EndToEnd.Tests.Support;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>
/// Stacks at random: the function as processes that are killed, a link that breaks, a bucket that fails, events that come twice,
/// an application that writes, on a real server.
/// </summary>
/// <remarks>
/// <c>LOCKSTEP_PROCESS_LIVES=2000</c> plays more of them, <c>LOCKSTEP_SOAK_MINUTES=60</c> as many as there is time for; with
/// <c>LOCKSTEP_NATIVE_BOOTSTRAP</c> they are quicker, for most of their time goes into the start of processes. A life that breaks
/// a promise is printed as short as it can be made, with the seed that plays it again: <c>CsCheck_Seed</c>.
/// </remarks>
public sealed class AnyLifeInProcesses(SharedPostgres postgres)
{
    // A life waits a good deal, and starts processes: more at once would take the time from each other.
    const int AtOnce = 4;

    // -1: as CsCheck has it, which is not asked then.
    static readonly int Number = Wanted.Number("LOCKSTEP_PROCESS_LIVES") ?? 50;
    static readonly int Seconds = Wanted.Seconds ?? -1;

    [Fact]
    public async Task KeepsThePromises()
    {
        var login = await postgres.Server.CreateLoginAsync("CREATEROLE", TestContext.Current.CancellationToken);
        await Lives.Any.SampleAsync(
            life => LifePlayer.PlayAsync(postgres.Server, login, life),
            iter: Number, time: Seconds, threads: AtOnce, print: life => life.ToString());
    }
}
