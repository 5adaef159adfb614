namespace Lockstep.Rehearsal.Simulating;

/// <summary>
/// A clock for one invocation that does its work outside of virtual time: it begins at the moment of the invocation, and a pause
/// passes at once. A deadline rings when pauses have used up the time until then.
/// </summary>
/// <param name="now">The moment.</param>
/// <param name="longestPause">A timer up to this is a pause, and a longer one a deadline.</param>
public sealed class HurriedTime(DateTimeOffset now, TimeSpan longestPause) : TimeProvider
{
    readonly Lock _gate = new();
    readonly List<Deadline> _deadlines = [];
    TimeSpan _passed;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How long the pauses were.</summary>
    public TimeSpan Passed
    {
        get
        {
            lock (_gate)
            {
                return _passed;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now + Passed;

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Deadline(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    void Set(Deadline deadline, TimeSpan dueTime)
    {
        List<Deadline> due;
        lock (_gate)
        {
            _deadlines.Remove(deadline);
            if (dueTime < TimeSpan.Zero)
            {
                return;
            }

            deadline.Due = _passed + dueTime;
            _deadlines.Add(deadline);
            _passed = dueTime <= longestPause ? deadline.Due : _passed;
            due = [.. _deadlines.Where(one => one.Due <= _passed).OrderBy(one => one.Due)];
            _deadlines.RemoveAll(due.Contains);
        }

        // Not before the timer is in the hands of who made it.
        due.ForEach(one => ThreadPool.QueueUserWorkItem(static ring => ring(), one.Ring, preferLocal: false));
    }

    sealed class Deadline(HurriedTime time, Action ring) : ITimer
    {
        public TimeSpan Due { get; set; }

        public Action Ring => ring;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime);
            return true;
        }

        public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
