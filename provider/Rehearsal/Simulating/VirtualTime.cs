using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>
/// Time that stands still while there is something to do, and then goes on to the next timer: hours pass in milliseconds. What
/// runs in it runs on one thread, in one order, whatever the machine does.
/// </summary>
/// <remarks>Code in it waits by this clock, or not at all. What has to wait for the world outside, a database say, goes through
/// <see cref="OutsideAsync"/>; what leaves without it is found out, and ends the run in an exception.</remarks>
public sealed class VirtualTime : TimeProvider
{
    readonly VirtualLoop _loop = new();
    readonly SortedSet<VirtualTimer> _timers = new(VirtualTimer.Order);
    DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    Task _outside = Task.CompletedTask;
    long _made;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state), _made++);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs an operation to its end, and whatever else has its time until then.</summary>
    /// <exception cref="InvalidOperationException">It waits for what cannot happen, or left this clock's thread.</exception>
    [SuppressMessage("Usage", "VSTHRD002", Justification = "The task has ended.")]
    public void Run(Func<Task> operation)
    {
        using var here = _loop.Enter();
        var running = operation();
        while (!running.IsCompleted)
        {
            if (!GoOn(DateTimeOffset.MaxValue))
            {
                throw new InvalidOperationException(
                    "Nothing is left to happen, and the operation has not ended: it waits for something outside virtual time.");
            }
        }

        running.GetAwaiter().GetResult();
    }

    /// <summary>Lets so much time go by, with all that happens in it.</summary>
    public void Pass(TimeSpan duration)
    {
        using var here = _loop.Enter();
        var end = _now + duration;
        while (GoOn(end))
        {
        }

        _now = end;
    }

    /// <summary>Does work in the world outside, on other threads, one after the other; the clock stands still until it is done.
    /// Who waits for this clock there waits for ever: see <see cref="HurriedTime"/>.</summary>
    public async Task<T> OutsideAsync<T>(Func<Task<T>> work)
    {
        var (former, mine) = (_outside, new TaskCompletionSource());
        _outside = mine.Task;
        await former;
        try
        {
            using (_loop.Hold())
            {
                return await Task.Run(work);
            }
        }
        finally
        {
            mine.SetResult();
        }
    }

    internal void Schedule(VirtualTimer timer, TimeSpan dueTime)
    {
        _timers.Remove(timer);
        if (dueTime >= TimeSpan.Zero)
        {
            timer.Due = _now + dueTime;
            _timers.Add(timer);
        }
    }

    /// <summary>One thing that is to be done; false: there is none until then.</summary>
    bool GoOn(DateTimeOffset end)
    {
        if (_loop.RunNext())
        {
            return true;
        }

        if (_timers.Min is not { } next || next.Due > end)
        {
            return false;
        }

        _timers.Remove(next);
        _now = next.Due;
        next.Ring();
        return true;
    }
}
