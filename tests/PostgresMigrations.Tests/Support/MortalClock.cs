using System.Collections.Concurrent;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>The system's clock, until it is told that all time is over: then whatever waits has waited long enough.</summary>
sealed class MortalClock : TimeProvider
{
    static readonly TimeSpan Age = TimeSpan.FromHours(2);

    readonly ConcurrentDictionary<Alarm, byte> _alarms = new();
    volatile bool _isOver;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Passed;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Passed.TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _alarms[alarm] = 0;
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Two hours pass at once; after that every pause is none.</summary>
    public void End()
    {
        _isOver = true;
        foreach (var alarm in _alarms.Keys.Where(one => one.IsSet))
        {
            alarm.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    TimeSpan Passed => _isOver ? Age : TimeSpan.Zero;

    sealed class Alarm(MortalClock clock, ITimer timer) : ITimer
    {
        volatile bool _isSet;

        public bool IsSet => _isSet;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _isSet = dueTime != Timeout.InfiniteTimeSpan;
            return timer.Change(clock._isOver && _isSet ? TimeSpan.Zero : dueTime, period);
        }

        public void Dispose()
        {
            clock._alarms.TryRemove(this, out _);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
