using Lockstep.Rehearsal.Aws;
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
    readonly MishapOfTheBucket _bucket;
    readonly MishapOfTheServer _server;
    readonly CancellationTokenSource _over = new();
    readonly CancellationTokenSource _end = new();
    readonly List<Task> _work = [];

    public Mishap(LifeStage stage, IReadOnlyList<Trouble> troubles)
    {
        (_stage, _troubles) = (stage, troubles);
        (_bucket, _server) = (new(stage.Images, _over.Token), new(stage.Database, _over.Token));
    }

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
            case TroubleKind.Delay:
                _stage.Link.Delay(Latency);
                break;
            case TroubleKind.Terminate:
                return WhenAsync(moment, _server.EndSessionsAsync);
            case TroubleKind.Cancel:
                return WhenAsync(moment, Cancel);
            case TroubleKind.Locked:
                return LockAsync(trouble.Moment);
            case TroubleKind.Hurry or TroubleKind.Short:
                return HurryAsync(trouble, slot.Identity.RequestId);
            case TroubleKind.Dropped:
                Drop();
                break;
            case TroubleKind.Twice:
                DeliverTwice(Later(trouble.Moment));
                break;
            case TroubleKind.HandedOnTwice:
                _stage.Route.Twice(Later(trouble.Moment));
                break;
            case TroubleKind.HandedBack:
                _stage.Route.Inject((LambdaFault)(trouble.Moment % 3), 1 + (trouble.Moment % 2));
                break;
            default:
                return _bucket.Begin(trouble, slot);
        }

        return Task.CompletedTask;
    }

    static TimeSpan Later(int moment) => TimeSpan.FromMilliseconds(moment % 2 == 0 ? 0 : moment);

    bool Killed()
    {
        _stage.Images.Kill();
        return true;
    }

    void Drop() => _stage.Functions.Switches = _stage.Functions.Switches with { Drop = [_stage.Functions.Sent + 1] };

    void DeliverTwice(TimeSpan later) => _stage.Functions.Switches = _stage.Functions.Switches with
    {
        DuplicateDelivery = [new(_stage.Functions.Sent + 1, later)],
    };

    // At once, or when the function is there; longer than the shorter of the timeouts that a life can have.
    Task LockAsync(int number)
    {
        var time = TimeSpan.FromMilliseconds(400 * (1 + (number % 4)));
        return number % 3 == 0
            ? _server.LockAsync(time)
            : WhenAsync(new LinkMoment(1 + (number % 30), _over.Token), () => _server.LockAsync(time));
    }

    async Task HurryAsync(Trouble trouble, string requestId)
    {
        _stage.Images.Hurry(requestId, new Hurry(trouble, _stage.Link, _over.Token));
        await Task.WhenAny(Task.Delay(Timeout.Infinite, _end.Token));
        _stage.Images.Hurry(requestId, null);
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
