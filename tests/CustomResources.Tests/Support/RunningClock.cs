using Microsoft.Extensions.Time.Testing;

namespace Lockstep.CustomResources.Tests.Support;

static class RunningClock
{
    /// <summary>
    /// Lets the clock run for as long as the work goes on, a step at a time, so that nobody really waits.
    /// </summary>
    /// <param name="clock">The work's clock.</param>
    /// <param name="act">Starts the work.</param>
    /// <param name="step">In seconds; small where a real socket must keep pace.</param>
    public static async Task RunAsync(this FakeTimeProvider clock, Func<Task> act, double step = 0.5)
    {
        var work = act();
        while (!work.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(step));
            await Task.WhenAny(work, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        await work;
    }
}
