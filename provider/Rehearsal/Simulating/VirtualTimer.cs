namespace Lockstep.Rehearsal.Simulating;

/// <summary>A timer of virtual time. Those of one moment ring in the order in which they were made.</summary>
sealed class VirtualTimer(VirtualTime time, Action ring, long number) : ITimer
{
    TimeSpan _period = Timeout.InfiniteTimeSpan;

    public static IComparer<VirtualTimer> Order { get; } =
        Comparer<VirtualTimer>.Create((one, other) => (one.Due, one.Number).CompareTo((other.Due, other.Number)));

    public DateTimeOffset Due { get; set; }

    long Number => number;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        time.Schedule(this, dueTime);
        return true;
    }

    public void Ring()
    {
        if (_period > TimeSpan.Zero)
        {
            time.Schedule(this, _period);
        }

        ring();
    }

    public void Dispose() => time.Schedule(this, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
