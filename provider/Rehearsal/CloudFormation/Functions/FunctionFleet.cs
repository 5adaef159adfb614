using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>The functions of an account, each a real process of this machine that starts when it is first invoked.</summary>
/// <param name="images">What functions are made of.</param>
/// <param name="retryPauses">Between the runs of an event that ends in an error; Lambda waits one minute, then two.</param>
/// <param name="time">Times the pauses.</param>
public sealed class FunctionFleet(ImageRegistry images, IReadOnlyList<TimeSpan> retryPauses, TimeProvider time) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, DeployedFunction> _functions = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, AsyncDelivery> _deliveries = new(StringComparer.Ordinal);
    readonly ConcurrentBag<DeployedFunction> _retired = [];
    readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);

    /// <summary>Is told before a destination gets an event that failed.</summary>
    public Action OnFailure { get; init; } = static () => { };

    /// <summary>The variables that a function was deployed with; null when there is no such function.</summary>
    public IReadOnlyDictionary<string, string>? EnvironmentOf(string functionArn) =>
        _functions.GetValueOrDefault(functionArn)?.Environment;

    /// <summary>Runs an event as often as the function's configuration says when it ends in an error, then tells the function's
    /// destination (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).</summary>
    /// <returns>How the last run ended; null when there is no such function.</returns>
    public async Task<FunctionRun?> InvokeAsync(
        string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var input = new InvocationInput(payload);
        var delivery = _deliveries.GetValueOrDefault(functionArn, AsyncDelivery.Default);
        for (var run = 1; ; run++)
        {
            if (_functions.GetValueOrDefault(functionArn) is not { } function)
            {
                return null;
            }

            var result = await function.Process.InvokeAsync(input, cancellationToken);
            var last = new FunctionRun(function.Image, run, result);
            if (result is Responded)
            {
                return last;
            }

            if (run > delivery.MaximumRetryAttempts)
            {
                return delivery.OnFailure is { } destination
                    ? last with { Destination = await TellAsync(destination, functionArn, payload, last, cancellationToken) }
                    : last;
            }

            await Task.Delay(retryPauses[Math.Min(run, retryPauses.Count) - 1], time, cancellationToken);
        }
    }

    /// <summary>Runs an event once, for somebody who waits for the result; null when there is no such function.</summary>
    public async Task<InvocationResult?> InvokeAndWaitAsync(
        string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        _functions.GetValueOrDefault(functionArn) is { HasProcess: true } function
            ? await function.Process.InvokeAsync(payload, cancellationToken)
            : null;

    /// <summary>Kills all processes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var function in _functions.Values.Concat(_retired))
        {
            await function.DisposeAsync();
        }

        _functions.Clear();
        _retired.Clear();
    }

    internal bool HasImage(FunctionCode code) => images.Has(code);

    /// <summary>Makes a function, or gives it other code or other variables; the processes that it had end when they are done.
    /// </summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The function owns its process, and the fleet the function.")]
    internal async Task DeployAsync(string functionArn, FunctionCode code, IReadOnlyDictionary<string, string> environment)
    {
        var program = images.Program(code, environment);
        var process = program is null ? null : new FunctionProcess(Configure(program, functionArn));
        var former = _functions.GetValueOrDefault(functionArn);
        _functions[functionArn] = new(code.Name, environment, process);
        await RetireAsync(former);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The fleet owns it until its own end.")]
    internal async Task RemoveAsync(string functionArn)
    {
        _functions.TryRemove(functionArn, out var function);
        await RetireAsync(function);
    }

    /// <summary>Sets what happens to events that a function fails on; null: what happens where nobody says.</summary>
    internal void Configure(string functionArn, AsyncDelivery? delivery) =>
        _deliveries[functionArn] = delivery ?? AsyncDelivery.Default;

    /// <summary>The number of a new version: of one function, it only grows.</summary>
    internal int Publish(string functionArn) => _versions[functionArn] = _versions.GetValueOrDefault(functionArn) + 1;

    internal bool Has(string functionArn) => _functions.ContainsKey(functionArn);

    async Task<FunctionRun?> TellAsync(
        string destination,
        string functionArn,
        ReadOnlyMemory<byte> payload,
        FunctionRun last,
        CancellationToken cancellationToken)
    {
        if (_functions.GetValueOrDefault(destination) is not { HasProcess: true })
        {
            return null;
        }

        OnFailure();
        var record = FailureRecord.Write(functionArn, payload, last.Runs, last.Result, time.GetUtcNow());
        return await InvokeAsync(destination, record, cancellationToken);
    }

    async Task RetireAsync(DeployedFunction? function)
    {
        if (function is { HasProcess: true })
        {
            _retired.Add(function);
            await function.Process.RetireAsync();
        }
    }

    static FunctionOptions Configure(FunctionOptions program, string arn) => program with
    {
        Name = arn.Split(':')[^1],
        Api = program.Api with { FunctionArn = arn },
    };
}
