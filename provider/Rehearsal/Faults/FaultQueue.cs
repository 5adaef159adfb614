namespace Lockstep.Rehearsal.Faults;

/// <summary>Faults still to come, in the order they were injected.</summary>
sealed class FaultQueue<TFault>
    where TFault : struct
{
    readonly Lock _gate = new();
    readonly LinkedList<(TFault Fault, int Times)> _waiting = [];

    public void Add(TFault fault, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_gate)
        {
            _waiting.AddLast((fault, times));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
        }
    }

    public TFault? Next()
    {
        lock (_gate)
        {
            if (_waiting.First is not { Value: var (fault, times) } first)
            {
                return null;
            }

            first.Value = (fault, times - 1);
            if (times == 1)
            {
                _waiting.RemoveFirst();
            }

            return fault;
        }
    }
}
