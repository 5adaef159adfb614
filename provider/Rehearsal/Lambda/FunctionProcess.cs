namespace Lockstep.Rehearsal.Lambda;

/// <summary>
/// One Lambda function as processes of this machine. An execution environment (a process with a Runtime API of its own)
/// is started when there is none free, kept warm for the next invocation, and never shared by two at once. After a
/// timeout its process is killed; after an exit, a timeout or a failed initialisation the next invocation starts a new
/// one.
/// </summary>
public sealed class FunctionProcess(FunctionOptions options) : IFunction
{
    readonly Lock _gate = new();
    readonly List<ExecutionEnvironment> _all = [];
    readonly Stack<ExecutionEnvironment> _warm = [];
    bool _isRetired;

    /// <summary>The processes that live now, in the order of their start.</summary>
    public IReadOnlyList<int> ProcessIds
    {
        get
        {
            lock (_gate)
            {
                return [.. _all.Where(environment => !environment.HasExited).Select(environment => environment.ProcessId)];
            }
        }
    }

    /// <summary>Invokes the function with a new request id, see the other overload.</summary>
    public Task<InvocationResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        InvokeAsync(new InvocationInput(payload), cancellationToken);

    /// <summary>
    /// Invokes the function and waits for the result. When the token is cancelled the process is killed.
    /// </summary>
    /// <exception cref="FunctionStartException">The executable could not be started.</exception>
    public async Task<InvocationResult> InvokeAsync(InvocationInput input, CancellationToken cancellationToken)
    {
        var environment = TakeWarm(out var cooled) ?? await StartAsync(cancellationToken);
        foreach (var dead in cooled)
        {
            await DiscardAsync(dead);
        }
        InvocationResult? result = null;
        try
        {
            result = await environment.InvokeAsync(input, cancellationToken);
            return result;
        }
        finally
        {
            if (result is not (Responded or FunctionFailed) || !KeepsWarm(environment))
            {
                await DiscardAsync(environment);
            }
        }
    }

    /// <summary>
    /// The function has other code from now on: processes without work end at once, and those that work when they are done.
    /// </summary>
    public async Task RetireAsync()
    {
        ExecutionEnvironment[] idle;
        lock (_gate)
        {
            _isRetired = true;
            idle = [.. _warm];
            _warm.Clear();
        }
        foreach (var environment in idle)
        {
            await DiscardAsync(environment);
        }
    }

    /// <summary>Kills all of the function's processes with SIGKILL, in the middle of whatever they do.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _all.ForEach(environment => environment.Kill());
        }
    }

    /// <summary>Kills the function's processes and waits for their end.</summary>
    public async ValueTask DisposeAsync()
    {
        ExecutionEnvironment[] all;
        lock (_gate)
        {
            all = [.. _all];
            _all.Clear();
            _warm.Clear();
        }
        foreach (var environment in all)
        {
            await environment.DisposeAsync();
        }
    }

    ExecutionEnvironment? TakeWarm(out List<ExecutionEnvironment> dead)
    {
        dead = [];
        lock (_gate)
        {
            while (_warm.TryPop(out var environment))
            {
                if (!environment.HasExited)
                {
                    return environment;
                }
                dead.Add(environment);
            }
        }
        return null;
    }

    // Lambda gives initialisation ten seconds and then starts it over inside the invocation, under the function's own timeout
    // (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib).
    async Task<ExecutionEnvironment> StartAsync(CancellationToken cancellationToken)
    {
        var environment = await AddAsync(cancellationToken);
        var initialised = false;
        try
        {
            initialised = await environment.InitialisedAsync(cancellationToken);
        }
        finally
        {
            if (!initialised)
            {
                await DiscardAsync(environment);
            }
        }
        return initialised ? environment : await AddAsync(cancellationToken);
    }

    async Task<ExecutionEnvironment> AddAsync(CancellationToken cancellationToken)
    {
        var environment = await ExecutionEnvironment.StartAsync(options, cancellationToken);
        lock (_gate)
        {
            _all.Add(environment);
        }
        return environment;
    }

    bool KeepsWarm(ExecutionEnvironment environment)
    {
        lock (_gate)
        {
            if (!_isRetired)
            {
                _warm.Push(environment);
            }

            return !_isRetired;
        }
    }

    async Task DiscardAsync(ExecutionEnvironment environment)
    {
        lock (_gate)
        {
            if (!_all.Remove(environment))
            {
                return;
            }
        }
        await environment.DisposeAsync();
    }
}
