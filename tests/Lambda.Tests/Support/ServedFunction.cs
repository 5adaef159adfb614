using System.Collections.Concurrent;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>The loop in this process, with a strict Runtime API on the other end of its socket.</summary>
sealed class ServedFunction : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly CancellationTokenSource _termination = new();
    readonly ConcurrentQueue<RuntimeApiExchange> _calls;

    ServedFunction(
        RuntimeApi api,
        ConcurrentQueue<RuntimeApiExchange> calls,
        Func<InvocationHandler> initialise,
        LambdaRuntimeOptions options)
    {
        Api = api;
        _calls = calls;
        Variables["AWS_LAMBDA_RUNTIME_API"] = api.Address;
        Loop = new LambdaRuntime(options with
        {
            Log = Log,
            Environment = name => Variables.GetValueOrDefault(name) ?? options.Environment(name),
            SetEnvironment = (name, value) => Variables[name] = value,
        }).RunAsync(initialise, _termination.Token);
    }

    public RuntimeApi Api { get; }

    /// <summary>Ends with the process's exit code.</summary>
    public Task<int> Loop { get; }

    public RecordingLog Log { get; } = new();

    /// <summary>What the loop reads and sets; the variables of this process stay as they are.</summary>
    public ConcurrentDictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The loop's calls; complete when it has ended.</summary>
    public IEnumerable<string> Calls => _calls.Select(call => $"{call.Method} {call.Path} {call.Status}");

    public IEnumerable<RuntimeApiExchange> Exchanges => _calls;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static LambdaRuntimeOptions Options => new() { Log = new RecordingLog(), Environment = static _ => null };

    public static Task<ServedFunction> StartAsync(InvocationHandler handler) =>
        StartAsync(() => handler, Options, new RuntimeApiOptions());

    public static async Task<ServedFunction> StartAsync(
        Func<InvocationHandler> initialise, LambdaRuntimeOptions options, RuntimeApiOptions apiOptions)
    {
        var calls = new ConcurrentQueue<RuntimeApiExchange>();
        var api = await RuntimeApi.StartAsync(apiOptions with { Observe = calls.Enqueue }, Token);
        return new ServedFunction(api, calls, initialise, options);
    }

    public Task<InvocationResult> InvokeAsync(string payload) => InvokeAsync(new InvocationInput(Bytes.Of(payload)));

    public Task<InvocationResult> InvokeAsync(InvocationInput input) => Api.InvokeAsync(input, Patience, Token);

    /// <summary>Asks the loop to end, as SIGTERM does.</summary>
    public async Task<int> TerminateAsync()
    {
        await _termination.CancelAsync();
        return await Loop.WaitAsync(Patience, TimeProvider.System, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _termination.CancelAsync();
        await Loop;
        await Api.DisposeAsync();
        _termination.Dispose();
    }
}
