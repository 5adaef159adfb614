using Lockstep.Rehearsal.Faults;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The runs of a request that have little time, of which some lose most at one message.</summary>
/// <param name="trouble">How much, at which message of a run, and in how many of them.</param>
/// <param name="link">What is silent then.</param>
/// <param name="over">The request is.</param>
sealed class Hurry(Trouble trouble, FaultProxy link, CancellationToken over)
{
    int _left = trouble.Kind == TroubleKind.Hurry ? 1 + (trouble.Moment % 3) : 0;

    public TimeSpan Time { get; } = trouble.Time!.Value;

    // Two thirds of a run's time are for its work: a little less, or more of it is away.
    TimeSpan Lost => Time * (0.62 + (0.02 * (trouble.Moment % 6)));

    /// <summary>Begins a run.</summary>
    /// <param name="end">Its end.</param>
    public void Run(CancellationToken end)
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            var isBack = WaitAsync(end);
            var moment = new LinkMoment(trouble.Moment, end);
            link.CutBefore(message => IsHeld(moment.IsDue(message), isBack), CutStyle.Reset);
        }
    }

    bool IsHeld(bool isDue, Task isBack)
    {
        if (isDue)
        {
            link.HoldUntil(isBack);
        }

        return false;
    }

    async Task WaitAsync(CancellationToken end)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, over);
        await Task.WhenAny(Task.Delay(Lost, either.Token));
    }
}
