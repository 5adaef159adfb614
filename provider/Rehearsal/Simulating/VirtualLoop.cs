namespace Lockstep.Rehearsal.Simulating;

/// <summary>The one thread of virtual time: what is posted to it is done in that order.</summary>
sealed class VirtualLoop : SynchronizationContext
{
    readonly object _gate = new(); // to wait at, which a Lock cannot do
    readonly Queue<Action> _waiting = [];
    int _held;
    int _thread;
    bool _isLeft;

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            _isLeft |= _held == 0 && _thread != Environment.CurrentManagedThreadId;
            _waiting.Enqueue(() => d(state));
            Monitor.Pulse(_gate);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nobody may wait for virtual time from outside.");

    /// <summary>This thread is the loop's until the end.</summary>
    public IDisposable Enter()
    {
        var (context, thread) = (Current, _thread);
        _thread = Environment.CurrentManagedThreadId;
        SetSynchronizationContext(this);
        return new Leaving(() =>
        {
            SetSynchronizationContext(context);
            _thread = thread;
        });
    }

    /// <summary>Keeps the loop waiting until the end: something is under way outside.</summary>
    public IDisposable Hold()
    {
        lock (_gate)
        {
            _held++;
        }

        return new Leaving(() =>
        {
            lock (_gate)
            {
                _held--;
            }
        });
    }

    /// <summary>Does what is first; waits for it where something is under way outside. False: there is nothing to do.</summary>
    public bool RunNext()
    {
        Action? next;
        lock (_gate)
        {
            while (!_waiting.TryDequeue(out next) && _held > 0)
            {
                Monitor.Wait(_gate);
            }

            RequireNobodyLeft();
        }

        next?.Invoke();
        return next is not null;
    }

    void RequireNobodyLeft()
    {
        if (_isLeft)
        {
            throw new InvalidOperationException(
                "Something in virtual time went on in another thread, so that nothing is certain any more. Work of the world "
                + $"outside belongs into {nameof(VirtualTime)}.{nameof(VirtualTime.OutsideAsync)}; Task.Run and "
                + "ConfigureAwait(false) lead out of it.");
        }
    }

    sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
