namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>An event that was handed to Lambda, and what has become of it so far.</summary>
public sealed class QueuedEvent
{
    readonly Lock _gate = new();
    readonly List<FunctionRun> _runs = [];

    /// <param name="copies">Each delivery of it, with all its runs; null where there was no function to run.</param>
    public QueuedEvent(params IReadOnlyList<Task<FunctionRun?>> copies) => Ended = FollowAsync(copies);

    /// <summary>Ends when Lambda has given up, or is done with, every delivery of it.</summary>
    public Task Ended { get; }

    /// <summary>The last run of the delivery that ended first; null: none has, or there was no function.</summary>
    public FunctionRun? Run
    {
        get
        {
            lock (_gate)
            {
                return _runs.Count > 0 ? _runs[0] : null;
            }
        }
    }

    /// <summary>The last run of each delivery that has ended.</summary>
    public IReadOnlyList<FunctionRun> Runs
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs];
            }
        }
    }

    Task FollowAsync(IReadOnlyList<Task<FunctionRun?>> copies) => Task.WhenAll(copies.Select(FollowAsync));

    async Task FollowAsync(Task<FunctionRun?> copy)
    {
        if (await copy is { } run)
        {
            lock (_gate)
            {
                _runs.Add(run);
            }
        }
    }
}
