using System.Collections.Concurrent;
using System.Globalization;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>
/// One event, again and again: the n-th message on the wire is the first that does not arrive, for every n there is.
/// </summary>
/// <param name="server">Behind the link.</param>
/// <param name="style">How it breaks.</param>
sealed class LinkSweep(PostgresServer server, CutStyle style)
{
    const int AtOnce = 8;

    // All places take minutes; by default a few, others in each test.
    static readonly int EveryNth =
        int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_CUT_EVERY") ?? "23", CultureInfo.InvariantCulture);

    /// <summary>Plays a scene for each place.</summary>
    /// <param name="playAsync">Sets it up through the link, breaks that, and says what became of it.</param>
    /// <param name="messages">Less than the event has.</param>
    /// <param name="slowness">How many times fewer places than of a scene that is quick.</param>
    /// <returns>What each said, with the place.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync(
        Func<FaultProxy, Func<ArmedCut>, Task<(ArmedCut, string)>> playAsync, int messages = 150, int slowness = 1)
    {
        var outcomes = new ConcurrentQueue<string>();
        var step = EveryNth * slowness;
        var (next, last) = (1 - step, int.MaxValue);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SweepOneByOneAsync()));
        outcomes.Count.ShouldBeGreaterThan(messages / step);
        return outcomes;

        async Task SweepOneByOneAsync()
        {
            for (var place = Interlocked.Add(ref next, step); place < Volatile.Read(ref last); place = Interlocked.Add(ref next, step))
            {
                await using var proxy = FaultProxy.Start(server.Host, server.Port, TimeProvider.System);
                var (cut, outcome) = await playAsync(proxy, () => proxy.CutAtMessage(place, style));
                if (cut.Happened.IsCompletedSuccessfully)
                {
                    outcomes.Enqueue($"{outcome} ({style} at {place})");
                }
                else
                {
                    // The event ended before it came to this place.
                    Volatile.Write(ref last, place);
                }
            }
        }
    }
}
