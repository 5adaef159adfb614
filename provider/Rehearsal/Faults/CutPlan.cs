namespace Lockstep.Rehearsal.Faults;

/// <summary>The cuts that are armed, in the order they were.</summary>
sealed class CutPlan
{
    readonly Lock _gate = new();
    readonly List<ArmedCut> _atMessages = [];
    ArmedCut? _atBytes;
    long _bytesLeft;

    public ArmedCut Add(ArmedCut cut)
    {
        lock (_gate)
        {
            _atMessages.Add(cut);
        }

        return cut;
    }

    public ArmedCut Add(ArmedCut cut, long bytes)
    {
        lock (_gate)
        {
            (_atBytes, _bytesLeft) = (cut, bytes);
        }

        return cut;
    }

    /// <summary>The cut that this message sets off, which is armed no more; null: none.</summary>
    public ArmedCut? At(PgMessage message)
    {
        lock (_gate)
        {
            var cut = _atMessages.Find(candidate => candidate.Matches(message));
            if (cut is not null)
            {
                _atMessages.Remove(cut);
            }

            return cut;
        }
    }

    /// <summary>How many of the server's bytes may pass, and the cut after them when that isn't all.</summary>
    public (long Allowed, ArmedCut? Cut) Spend(long bytes)
    {
        lock (_gate)
        {
            if (_atBytes is null || bytes < _bytesLeft)
            {
                _bytesLeft -= bytes;
                return (bytes, null);
            }

            var (cut, allowed) = (_atBytes, _bytesLeft);
            _atBytes = null;
            return (allowed, cut);
        }
    }
}
