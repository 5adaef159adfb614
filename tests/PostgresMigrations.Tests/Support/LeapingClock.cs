using System.Collections.Concurrent;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>
/// The system's clock, until it leaps ahead, as that of a machine that slept: then whatever waited so long is due. Or it is set
/// back: that changes what time it is, and nobody waits longer for it. Or it stands, so that nothing becomes due.
/// </summary>
sealed class LeapingClock : TimeProvider
{
    static readonly TimeSpan Age = TimeSpan.FromHours(2);

    readonly ConcurrentDictionary<Alarm, byte> _alarms = new();
    readonly Lock _gate = new();
    readonly DateTimeOffset _origin;
    readonly long _start;
    long _ahead;
    long _behind;
    long? _stood;
    volatile bool _isOver;

    public LeapingClock() => (_origin, _start) = (base.GetUtcNow(), base.GetTimestamp());

    public override DateTimeOffset GetUtcNow() =>
        _origin + GetElapsedTime(_start, GetTimestamp()) - new TimeSpan(Interlocked.Read(ref _behind));

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return (_stood ?? base.GetTimestamp()) + _ahead;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        _alarms[alarm] = 0;
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>So much time passes at once.</summary>
    public void Leap(TimeSpan time) => Change(() => _ahead += (long)(time.TotalSeconds * TimestampFrequency));

    /// <summary>From now on time passes only by leaps.</summary>
    public void Stand() => Change(() => _stood ??= base.GetTimestamp());

    /// <summary>It goes on where it stood.</summary>
    public void Go() => Change(() =>
    {
        _ahead -= _stood is { } stood ? base.GetTimestamp() - stood : 0;
        _stood = null;
    });

    /// <summary>It is so much earlier at once.</summary>
    public void SetBack(TimeSpan time) => Interlocked.Add(ref _behind, time.Ticks);

    /// <summary>Two hours pass at once; after that every pause is none.</summary>
    public void End()
    {
        _isOver = true;
        Leap(Age);
    }

    void Change(Action change)
    {
        lock (_gate)
        {
            change();
        }

        foreach (var alarm in _alarms.Keys)
        {
            alarm.Settle();
        }
    }

    bool Stands
    {
        get
        {
            lock (_gate)
            {
                return _stood is not null;
            }
        }
    }

    ITimer Real(TimerCallback callback) =>
        base.CreateTimer(callback, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    sealed class Alarm : ITimer
    {
        readonly Lock _gate = new();
        readonly LeapingClock _clock;
        readonly ITimer _timer;
        TimeSpan _period;
        long? _due;

        public Alarm(LeapingClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _timer = clock.Real(_ =>
            {
                Ring();
                callback(state);
            });
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan
                    ? null
                    : _clock.GetTimestamp() + (long)(dueTime.TotalSeconds * _clock.TimestampFrequency);
                return _due is null ? _timer.Change(dueTime, period) : Settle();
            }
        }

        /// <summary>Sets the real one to what is left.</summary>
        public bool Settle()
        {
            lock (_gate)
            {
                return _due is { } due && _timer.Change(Left(due), _period);
            }
        }

        public void Dispose()
        {
            _clock._alarms.TryRemove(this, out _);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        // A periodic one rings on by itself.
        void Ring()
        {
            lock (_gate)
            {
                _due = null;
            }
        }

        TimeSpan Left(long due)
        {
            var left = _clock.GetElapsedTime(_clock.GetTimestamp(), due);
            return _clock._isOver || left < TimeSpan.Zero ? TimeSpan.Zero
                : _clock.Stands ? Timeout.InfiniteTimeSpan
                : left;
        }
    }
}
