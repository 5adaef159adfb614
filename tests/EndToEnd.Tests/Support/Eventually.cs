using System.Diagnostics;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>Waits for what happens in another process, which nobody tells us of.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<Task<bool>> isTrueAsync, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isTrueAsync())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Patience, what);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
