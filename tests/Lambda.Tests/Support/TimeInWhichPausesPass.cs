using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>Lets the pauses between attempts pass as soon as they begin; longer waits end by Advance alone.</summary>
sealed class TimeInWhichPausesPass : FakeTimeProvider
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime < LongestPause)
        {
            // Not from here: the caller does not have its timer yet.
            _ = Task.Run(() => Advance(dueTime), CancellationToken.None);
        }
        return timer;
    }
}
