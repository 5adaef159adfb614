using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Lets troubles happen from the moment when a request is sent until the operation has ended.</summary>
sealed class Mishap(LifeStage stage, IReadOnlyList<Trouble> troubles) : IAsyncDisposable
{
    const string EndSessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND application_name = 'lockstep'";

    static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    readonly CancellationTokenSource _over = new();
    readonly List<Task> _work = [];

    public void Begin(ResponseSlot slot)
    {
        foreach (var trouble in troubles)
        {
            Begin(trouble, slot);
        }
    }

    /// <summary>Nothing more of it happens, and what it had broken works again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_work);
        _over.Dispose();
        stage.Link.Delay(TimeSpan.Zero);
        if (troubles.Any(trouble => trouble.Kind == TroubleKind.BlackHole))
        {
            stage.Link.CutAll(CutStyle.Reset);
        }
    }

    void Begin(Trouble trouble, ResponseSlot slot)
    {
        var moment = trouble.Moment;
        switch (trouble.Kind)
        {
            case TroubleKind.Reset:
                stage.Link.CutBefore(At(moment), CutStyle.Reset);
                break;
            case TroubleKind.BlackHole:
                stage.Link.CutBefore(At(moment), CutStyle.BlackHole);
                break;
            case TroubleKind.CommitLost:
                stage.Link.CutBefore(AtCommit(1 + (moment % 8)), CutStyle.Reset);
                break;
            case TroubleKind.Kill:
                var isDue = At(moment);
                stage.Link.CutBefore(message => isDue(message) && Killed(), CutStyle.Close);
                break;
            case TroubleKind.Terminate:
                _work.Add(WhenAsync(moment, () => stage.Database.AdministerAsync(EndSessions)));
                break;
            case TroubleKind.Cancel:
                _work.Add(WhenAsync(moment, Cancel));
                break;
            case TroubleKind.Delay:
                stage.Link.Delay(Latency);
                break;
            case TroubleKind.Locked:
                _work.Add(LockAsync(TimeSpan.FromMilliseconds(400 * (1 + (moment % 4)))));
                break;
            case TroubleKind.Twice:
                stage.Functions.Switches = Switches.Default with
                {
                    DuplicateDelivery = [new(stage.Functions.Sent + 1, TimeSpan.FromMilliseconds(moment % 2 == 0 ? 0 : moment))],
                };
                break;
            default:
                AtTheBucket(trouble, slot);
                break;
        }
    }

    void AtTheBucket(Trouble trouble, ResponseSlot slot)
    {
        switch (trouble.Kind)
        {
            case TroubleKind.KillAtPut:
                slot.Inject(ResponseBucketFault.Silence, 1);
                _work.Add(KillAsync(() => slot.Deliveries.Count > 0));
                break;
            case TroubleKind.KillAfterPut:
                _work.Add(KillAsync(() => slot.FirstAnswer.IsCompleted));
                break;
            case TroubleKind.BucketForbids:
                slot.Inject(ResponseBucketFault.Forbidden, 1);
                break;
            case TroubleKind.BucketFails:
                slot.Inject(trouble.Moment % 2 == 0 ? ResponseBucketFault.InternalError : ResponseBucketFault.Cut, 2);
                break;
            case TroubleKind.BucketIsSilent:
                slot.Inject(ResponseBucketFault.Silence, 1);
                break;
            case TroubleKind.BucketLosesReply:
                slot.Inject(ResponseBucketFault.LostReply, 1);
                break;
        }
    }

    // Counts the messages of all connections, from now on.
    Func<PgMessage, bool> At(int number) => Count(static _ => true, number);

    Func<PgMessage, bool> AtCommit(int number) =>
        Count(static message => message is { Name: "CommandComplete", Text: "COMMIT" }, number);

    Func<PgMessage, bool> Count(Func<PgMessage, bool> isOne, int number)
    {
        var left = number;
        return message => !_over.IsCancellationRequested && isOne(message) && Interlocked.Decrement(ref left) == 0;
    }

    bool Killed()
    {
        stage.Images.Kill();
        return true;
    }

    async Task WhenAsync(int number, Func<Task> doAsync)
    {
        var moment = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isDue = At(number);
        stage.Link.CutBefore(message => isDue(message) && !moment.TrySetResult(), CutStyle.Reset);
        await Task.WhenAny(moment.Task, Task.Delay(Timeout.Infinite, _over.Token));
        if (moment.Task.IsCompleted)
        {
            await doAsync();
        }
    }

    async Task KillAsync(Func<bool> isDue)
    {
        while (!_over.IsCancellationRequested)
        {
            if (isDue())
            {
                stage.Images.Kill();
                return;
            }

            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(5), _over.Token));
        }
    }

    async Task LockAsync(TimeSpan time)
    {
        const string Lock = "DO $$ BEGIN LOCK TABLE base; EXCEPTION WHEN undefined_table THEN END $$";
        await using var somebody = await stage.Database.ConnectAsync();
        await using var batch = new Npgsql.NpgsqlCommand(Lock, somebody);
        try
        {
            await using var transaction = await somebody.BeginTransactionAsync(_over.Token);
            await batch.ExecuteNonQueryAsync(_over.Token);
            await Task.Delay(time, _over.Token);
        }
        catch (OperationCanceledException)
        {
            // The operation was over first.
        }
    }

    Task Cancel()
    {
        if (stage.Stack.Status == Status.UpdateInProgress)
        {
            try
            {
                stage.Stack.CancelUpdate();
            }
            catch (StackOperationException)
            {
                // It was over a moment ago.
            }
        }

        return Task.CompletedTask;
    }
}
