namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>
/// A phase of an operation: each turn begins when those before it are done, independent ones at once. All that is recorded and
/// told happens here, one thing after the other; only what resources do goes on meanwhile.
/// </summary>
/// <param name="onFailure">What a failure means for the others.</param>
/// <param name="cancelled">Ends when somebody ends the phase; what is under way stays so.</param>
sealed class Phase(OnFailure onFailure, Task cancelled)
{
    readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    readonly List<Turn> _failed = [];
    readonly List<(Turn Turn, Asked Asked)> _underWay = [];

    /// <summary>The logical ids of those that failed, in that order.</summary>
    public IReadOnlyList<string> Failed => [.. _failed.Select(turn => turn.LogicalId)];

    /// <summary>The keys of those that failed.</summary>
    public IReadOnlyList<string> FailedKeys => [.. _failed.Select(turn => turn.Key)];

    /// <summary>What the phase has left behind before its end, because of a failure or because it was cancelled.</summary>
    public IReadOnlyList<Asked> Abandoned => [.. _underWay.Select(one => one.Asked)];

    /// <summary>Whether a turn has come, and was not in vain.</summary>
    public bool IsDone(string key) => _settled.Contains(key) && !FailedKeys.Contains(key, StringComparer.Ordinal);

    bool IsStopped =>
        cancelled.IsCompleted || (onFailure is OnFailure.Abandon or OnFailure.Finish && _failed.Count > 0);

    public async Task RunAsync(IReadOnlyList<Turn> turns, CancellationToken cancellationToken)
    {
        var waiting = turns.ToList();
        while (true)
        {
            if (_underWay.Find(one => one.Asked.Result.IsCompleted) is { Turn: not null } ended)
            {
                _underWay.Remove(ended);
                Settle(ended.Turn, await ended.Asked.EndAsync(await ended.Asked.Result, cancellationToken));
            }
            else if (!IsStopped && Next(waiting, turns) is { } next)
            {
                waiting.Remove(next);
                await BeginAsync(next, cancellationToken);
            }
            else if (_underWay.Count == 0 || (IsStopped && onFailure != OnFailure.Finish))
            {
                return;
            }
            else
            {
                await Task.WhenAny([.. _underWay.Select(one => one.Asked.Result), .. IsStopped ? [] : new[] { cancelled }]);
            }
        }
    }

    async Task BeginAsync(Turn turn, CancellationToken cancellationToken)
    {
        switch (await turn.BeginAsync(cancellationToken))
        {
            case Asked asked:
                _underWay.Add((turn, asked));
                break;
            case Begun.Settled settled:
                Settle(turn, settled.Result);
                break;
        }
    }

    void Settle(Turn turn, StepResult result)
    {
        var isDone = result is StepResult.Done or StepResult.Unchanged;
        if (isDone || onFailure == OnFailure.Disregard)
        {
            _settled.Add(turn.Key);
        }

        if (!isDone)
        {
            _failed.Add(turn);
        }
    }

    /// <summary>For a phase that nobody can end.</summary>
    public static Task Never { get; } = new TaskCompletionSource().Task;

    // Records of two templates may depend on each other in a circle; then one has to be first.
    Turn? Next(List<Turn> waiting, IReadOnlyList<Turn> turns) =>
        waiting.Find(turn => turn.After.All(key => _settled.Contains(key) || !turns.Any(other => other.Key == key)))
        ?? (_underWay.Count == 0 && _failed.Count == 0 ? waiting.FirstOrDefault() : null);
}

/// <summary>What the failure of one turn means for the others of its phase.</summary>
enum OnFailure
{
    /// <summary>None begins any more, and what is under way is left so.</summary>
    Abandon,

    /// <summary>None begins any more; what is under way ends.</summary>
    Finish,

    /// <summary>Those that do not wait for it go on.</summary>
    GoOn,

    /// <summary>All go on, and who waits for it waits no longer.</summary>
    Disregard,
}
