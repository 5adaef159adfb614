using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Lets troubles happen from the moment when a request is sent until the next is, or the operation has ended.</summary>
sealed class Mishap : IAsyncDisposable
{
    static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    readonly LifeStage _stage;
    readonly IReadOnlyList<Trouble> _troubles;
    readonly MishapOfTheServer _server;
    readonly MishapOfLambda _lambda;
    readonly CancellationTokenSource _over = new();
    readonly CancellationTokenSource _end = new();
    readonly List<Task> _work = [];

    public Mishap(LifeStage stage, IReadOnlyList<Trouble> troubles)
    {
        (_stage, _troubles) = (stage, troubles);
        _server = new(stage.Database, _over.Token);
        _lambda = new(stage, new MishapOfTheBucket(stage.Images, Runs, _over.Token), _over.Token, _end.Token);
    }

    public bool HasTroubles => _troubles.Count > 0;

    public void Begin(ResponseSlot slot)
    {
        foreach (var trouble in _troubles)
        {
            _work.Add(Begin(trouble, slot));
        }
    }

    /// <summary>Nothing more of it happens; what it had broken stays so.</summary>
    public void Pass() => _over.Cancel();

    /// <summary>Nothing more of it happens, and what it had broken works again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _end.CancelAsync();
        await Task.WhenAll(_work);
        _over.Dispose();
        _end.Dispose();
        _stage.Link.Delay(TimeSpan.Zero);
        if (_troubles.Any(trouble => trouble.Kind == TroubleKind.BlackHole))
        {
            _stage.Link.CutAll(CutStyle.Reset);
        }
    }

    /// <returns>Ends when no more is to come of it.</returns>
    Task Begin(Trouble trouble, ResponseSlot slot)
    {
        var moment = new LinkMoment(trouble.Moment, _over.Token);
        switch (trouble.Kind)
        {
            case TroubleKind.Reset:
                _stage.Link.CutBefore(moment.IsDue, CutStyle.Reset);
                break;
            case TroubleKind.BlackHole:
                var cut = _stage.Link.CutBefore(moment.IsDue, CutStyle.BlackHole);
                return _server.NoticeAsync(cut.Happened, _end.Token);
            case TroubleKind.CommitLost:
                _stage.Link.CutBefore(LinkMoment.OfCommit(1 + (trouble.Moment % 8), _over.Token).IsDue, CutStyle.Reset);
                break;
            case TroubleKind.Kill:
                _stage.Link.CutBefore(message => moment.IsDue(message) && Killed(), CutStyle.Close);
                break;
            case TroubleKind.Dead:
                Die(trouble);
                break;
            case TroubleKind.Delay:
                _stage.Link.Delay(Latency);
                break;
            case TroubleKind.Terminate:
                return WhenAsync(moment, _server.EndSessionsAsync);
            case TroubleKind.Cancel:
                return WhenAsync(moment, Cancel);
            case TroubleKind.Locked:
                return LockAsync(trouble.Moment);
            default:
                return _lambda.Begin(trouble, slot);
        }

        return Task.CompletedTask;
    }

    // A run gets as far as to that message, and so does each that follows.
    void Die(Trouble trouble)
    {
        for (var run = 1; run <= Runs; run++)
        {
            var moment = new LinkMoment(trouble.Moment * run, _over.Token);
            _stage.Link.CutBefore(message => moment.IsDue(message) && Killed(), CutStyle.Close);
        }
    }

    // All of an event's, if somebody answers then.
    int Runs => _stage.IsWatched ? 3 : 1;

    bool Killed()
    {
        _stage.Images.Kill();
        return true;
    }

    // At once, or when the function is there; longer than the shorter of the timeouts that a life can have.
    Task LockAsync(int number)
    {
        var time = TimeSpan.FromMilliseconds(400 * (1 + (number % 4)));
        return number % 3 == 0
            ? _server.LockAsync(time)
            : WhenAsync(new LinkMoment(1 + (number % 30), _over.Token), () => _server.LockAsync(time));
    }

    async Task WhenAsync(LinkMoment moment, Func<Task> doAsync)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stage.Link.CutBefore(message => moment.IsDue(message) && !reached.TrySetResult(), CutStyle.Reset);
        await Task.WhenAny(reached.Task, Task.Delay(Timeout.Infinite, _over.Token));
        if (reached.Task.IsCompleted)
        {
            await doAsync();
        }
    }

    Task Cancel()
    {
        if (_stage.Stack.Status == Status.UpdateInProgress)
        {
            try
            {
                _stage.Stack.CancelUpdate();
            }
            catch (StackOperationException)
            {
                // It was over a moment ago.
            }
        }

        return Task.CompletedTask;
    }
}
