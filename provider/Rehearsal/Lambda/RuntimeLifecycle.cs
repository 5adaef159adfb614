namespace Lockstep.Rehearsal.Lambda;

/// <summary>
/// The states of one runtime and what each call may do in them, as AWS's emulator has it
/// (internal/lambda/core/states.go).
/// </summary>
sealed class RuntimeLifecycle
{
    readonly Lock _gate = new();
    readonly TaskCompletionSource _initialised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _restore = new(TaskCreationOptions.RunContinuationsAsynchronously);

    TaskCompletionSource<PendingInvocation> _arrival = NewArrival();
    PendingInvocation? _current;
    Func<string, InvocationResult>? _end;
    RuntimeState _state = RuntimeState.Started;

    /// <summary>Ends when the runtime first asks for an event or a restore, reports an error, or exits.</summary>
    public Task Initialised => _initialised.Task;

    public void Begin(PendingInvocation invocation)
    {
        lock (_gate)
        {
            _current = invocation;
            if (_end is not null)
            {
                invocation.End(_end(invocation.Input.AwsRequestId));
                return;
            }
            _arrival.TrySetResult(invocation);
            _restore.TrySetResult();
        }
    }

    public void Finish(PendingInvocation invocation)
    {
        lock (_gate)
        {
            if (!invocation.Result.IsCompleted)
            {
                invocation.Abandoned = true;
                _arrival = NewArrival();
            }
        }
    }

    public async Task<RuntimeReply> NextAsync(CancellationToken cancellationToken)
    {
        Task<PendingInvocation> arrival;
        lock (_gate)
        {
            if (_state is RuntimeState.Running && _current is { Abandoned: false })
            {
                return RuntimeReply.WithEvent(_current);  // asked again, its connection broke: the same event once more
            }
            if (_state is RuntimeState.RestoreReady || _end is not null)
            {
                return RuntimeReply.InvalidTransition(_state, nameof(RuntimeState.Ready));
            }
            _state = RuntimeState.Ready;
            arrival = _arrival.Task;
        }
        _initialised.TrySetResult();
        var invocation = await arrival.WaitAsync(cancellationToken);
        lock (_gate)
        {
            _state = RuntimeState.Running;
            return RuntimeReply.WithEvent(invocation);
        }
    }

    public RuntimeReply? Refusal(string awsRequestId, string transition)
    {
        lock (_gate)
        {
            if (_current is null || _current.Abandoned || _current.Input.AwsRequestId != awsRequestId)
            {
                return RuntimeReply.InvalidRequestId;
            }
            return _state is RuntimeState.Running ? null : RuntimeReply.InvalidTransition(_state, transition);
        }
    }

    public RuntimeReply Answer(InvocationResult result, string transition, RuntimeReply reply)
    {
        lock (_gate)
        {
            if (Refusal(result.AwsRequestId, transition) is { } refusal)
            {
                return refusal;
            }
            // Now, not when the caller has its result: the runtime may ask for the next event before that.
            _state = RuntimeState.RuntimeResponseSentState;
            _arrival = NewArrival();
            _current!.End(result);
            return reply;
        }
    }

    public async Task<RuntimeReply> RestoreAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_state is not RuntimeState.Started)
            {
                return RuntimeReply.InvalidTransition(_state, nameof(RuntimeState.RestoreReady));
            }
            _state = RuntimeState.RestoreReady;
        }
        _initialised.TrySetResult();
        await _restore.Task.WaitAsync(cancellationToken);
        lock (_gate)
        {
            _state = RuntimeState.Restoring;
            return RuntimeReply.Restored;
        }
    }

    public RuntimeReply Fail(RuntimeState from, RuntimeState to, Func<string, InvocationResult> end)
    {
        lock (_gate)
        {
            if (_state != from)
            {
                return RuntimeReply.InvalidTransition(_state, to.ToString());
            }
            End(to, end);
            return RuntimeReply.Accepted;
        }
    }

    public void Exit(int exitCode)
    {
        lock (_gate)
        {
            // A runtime that has reported why it fails exits next: the report is what the caller gets.
            End(RuntimeState.Exited, _end ?? (id => new Exited(id, exitCode)));
        }
    }

    void End(RuntimeState state, Func<string, InvocationResult> end)
    {
        _state = state;
        _end = end;
        _current?.End(end(_current.Input.AwsRequestId));
        _initialised.TrySetResult();
    }

    static TaskCompletionSource<PendingInvocation> NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
