namespace Lockstep.CustomResources.Continuing;

/// <summary>
/// How often this process has been given an event: a retry has the id of the invocation it repeats, and comes to the same process
/// as long as Lambda keeps that warm. Safe to use from any thread.
/// </summary>
sealed class SeenEvents
{
    // A retry comes within minutes; a process has one event at a time.
    const int Most = 64;

    readonly Lock _gate = new();
    readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);
    readonly Queue<string> _ids = new();

    /// <summary>Counts an invocation.</summary>
    /// <returns>1 for the first time.</returns>
    public int Count(string awsRequestId)
    {
        lock (_gate)
        {
            if (_times.TryGetValue(awsRequestId, out var times))
            {
                return _times[awsRequestId] = times + 1;
            }

            _ids.Enqueue(awsRequestId);
            if (_ids.Count > Most)
            {
                _times.Remove(_ids.Dequeue());
            }

            return _times[awsRequestId] = 1;
        }
    }
}
