using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>The functions of an account, and Lambda's queue in front of them.</summary>
public sealed class FunctionFleet : IAsyncDisposable
{
    readonly ImageRegistry _images;
    readonly TimeProvider _time;
    readonly EventQueue _queue;
    readonly ConcurrentDictionary<string, DeployedFunction> _functions = new(StringComparer.Ordinal);
    readonly ConcurrentBag<DeployedFunction> _retired = [];
    readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);
    readonly CancellationTokenSource _end = new();
    int _sent;

    /// <param name="images">What functions are made of.</param>
    /// <param name="retryPauses">Between the runs of an event that ends in an error; see <see cref="LambdaPauses"/>.</param>
    /// <param name="time">Times the pauses.</param>
    public FunctionFleet(ImageRegistry images, IReadOnlyList<TimeSpan> retryPauses, TimeProvider time)
    {
        (_images, _time) = (images, time);
        _queue = new(this, arn => _functions.GetValueOrDefault(arn), retryPauses, time, _end.Token);
    }

    /// <summary>One minute, then two
    /// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).</summary>
    public static IReadOnlyList<TimeSpan> LambdaPauses { get; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    /// <summary>Is told before a destination gets an event that failed.</summary>
    public Action OnFailure { get; init; } = static () => { };

    /// <summary>Gives invocations their ids.</summary>
    public Chance Chance { get; init; } = Chance.Real;

    /// <summary>What goes wrong with deliveries from now on; how often events were sent before counts, too.</summary>
    public Switches Switches { get; set; } = Switches.Default;

    /// <summary>How many events were sent.</summary>
    public int Sent => _sent;

    /// <summary>The variables that a function was deployed with; null when there is no such function.</summary>
    public IReadOnlyDictionary<string, string>? EnvironmentOf(string functionArn) =>
        _functions.GetValueOrDefault(functionArn)?.Environment;

    /// <summary>Hands an event over, to be run as the function's configuration says.</summary>
    /// <returns>What becomes of it; null when there is no such function.</returns>
    public QueuedEvent? Send(string functionArn, ReadOnlyMemory<byte> payload)
    {
        var number = Interlocked.Increment(ref _sent);
        return Has(functionArn)
            ? new([.. Switches.ArrivalsOf(number).Select(after => _queue.DeliverAsync(functionArn, payload, after))])
            : null;
    }

    /// <summary>Runs an event as often as the function's configuration says when it ends in an error, then tells the function's
    /// destination.</summary>
    /// <returns>How the last run ended; null when there is no such function.</returns>
    public async Task<FunctionRun?> InvokeAsync(string functionArn, ReadOnlyMemory<byte> payload)
    {
        if (Send(functionArn, payload) is not { } queued)
        {
            return null;
        }

        await queued.Ended;
        return queued.Run;
    }

    /// <summary>Runs an event once, for somebody who waits for the result; null when there is no such function.</summary>
    public async Task<InvocationResult?> InvokeAndWaitAsync(
        string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        _functions.GetValueOrDefault(functionArn) is { HasCode: true } function
            ? await function.Code.InvokeAsync(Input(payload), cancellationToken)
            : null;

    /// <summary>Kills all processes, and lets go of all events.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_end.IsCancellationRequested)
        {
            await _end.CancelAsync();
            _end.Dispose();
        }

        foreach (var function in _functions.Values.Concat(_retired))
        {
            await function.DisposeAsync();
        }

        _functions.Clear();
        _retired.Clear();
    }

    /// <summary>Makes a function, or gives it other code or other variables; the processes that it had end when they are done.
    /// </summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The function owns its process, and the fleet the function.")]
    internal async Task DeployAsync(string functionArn, FunctionCode code, IReadOnlyDictionary<string, string> environment)
    {
        var former = _functions.GetValueOrDefault(functionArn);
        _functions[functionArn] = new(code.Name, environment, _images.Start(code, new(functionArn, environment, _time)));
        await RetireAsync(former);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The fleet owns it until its own end.")]
    internal async Task RemoveAsync(string functionArn)
    {
        _functions.TryRemove(functionArn, out var function);
        await RetireAsync(function);
    }

    internal bool HasImage(FunctionCode code) => _images.Has(code);

    /// <summary>Sets what happens to events that a function fails on; null: what happens where nobody says.</summary>
    internal void Configure(string functionArn, AsyncDelivery? delivery) =>
        _queue.Configure(functionArn, delivery ?? AsyncDelivery.Default);

    /// <summary>The number of a new version: of one function, it only grows.</summary>
    internal int Publish(string functionArn) => _versions[functionArn] = _versions.GetValueOrDefault(functionArn) + 1;

    internal bool Has(string functionArn) => _functions.ContainsKey(functionArn);

    internal InvocationInput Input(ReadOnlyMemory<byte> payload) => new(payload) { AwsRequestId = Chance.Uuid() };

    async Task RetireAsync(DeployedFunction? function)
    {
        if (function is { HasCode: true })
        {
            _retired.Add(function);
            await function.Code.RetireAsync();
        }
    }
}
