using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>The functions of an account, each a real process of this machine that starts when it is first invoked.</summary>
/// <param name="images">What functions are made of.</param>
/// <param name="retryPauses">Between the runs of an event that ends in an error; Lambda waits one minute, then two.</param>
/// <param name="time">Times the pauses.</param>
public sealed class FunctionFleet(ImageRegistry images, IReadOnlyList<TimeSpan> retryPauses, TimeProvider time) : IAsyncDisposable
{
    readonly Dictionary<string, DeployedFunction> _functions = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);

    /// <summary>The variables that a function was deployed with; null when there is no such function.</summary>
    public IReadOnlyDictionary<string, string>? EnvironmentOf(string functionArn) =>
        _functions.GetValueOrDefault(functionArn)?.Environment;

    /// <summary>Runs an event, and once or twice more when it ends in an error
    /// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).</summary>
    /// <returns>How the last run ended; null when there is no such function.</returns>
    public async Task<FunctionRun?> InvokeAsync(
        string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var input = new InvocationInput(payload);
        for (var run = 1; ; run++)
        {
            if (_functions.GetValueOrDefault(functionArn) is not { } function)
            {
                return null;
            }

            var result = await function.Process.InvokeAsync(input, cancellationToken);
            if (result is Responded || run > retryPauses.Count)
            {
                return new(function.Image, run, result);
            }

            await Task.Delay(retryPauses[run - 1], time, cancellationToken);
        }
    }

    /// <summary>Kills all processes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var function in _functions.Values)
        {
            await function.DisposeAsync();
        }

        _functions.Clear();
    }

    internal bool HasImage(string image) => images.Has(image);

    /// <summary>Makes a function, or gives it other code; the processes of its former code end.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The function owns its process, and the fleet the function.")]
    internal async Task DeployAsync(string functionArn, string image, IReadOnlyDictionary<string, string> environment)
    {
        var program = images.Program(image);
        var process = program is null ? null : new FunctionProcess(Configure(program, functionArn, environment));
        await RemoveAsync(functionArn);
        _functions[functionArn] = new(image, environment, process);
    }

    internal async Task RemoveAsync(string functionArn)
    {
        if (_functions.Remove(functionArn, out var function))
        {
            await function.DisposeAsync();
        }
    }

    /// <summary>The number of a new version: of one function, it only grows.</summary>
    internal int Publish(string functionArn) => _versions[functionArn] = _versions.GetValueOrDefault(functionArn) + 1;

    internal bool Has(string functionArn) => _functions.ContainsKey(functionArn);

    static FunctionOptions Configure(FunctionOptions program, string arn, IReadOnlyDictionary<string, string> environment)
    {
        var variables = new Dictionary<string, string>(program.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }

        return program with
        {
            Name = arn.Split(':')[^1],
            Environment = variables,
            Api = program.Api with { FunctionArn = arn },
        };
    }
}
