using System.Collections.Concurrent;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Template.Tests.Support;

/// <summary>The watchdog's code out of the template, run by node behind a Runtime API.</summary>
sealed class WatchdogProcess : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lockstep-watchdog-").FullName;
    readonly ConcurrentQueue<string> _output = new();
    readonly FunctionProcess? _function;

    /// <param name="responseHosts">For <c>LOCKSTEP_RESPONSE_HOSTS</c>, which the template does not set; null: nor do we.</param>
    /// <param name="code">The code; null: that of the template.</param>
    public WatchdogProcess(string? responseHosts = null, string? code = null) => _function = NodeRuntime.Executable is { } node
        ? new(NodeRuntime.Program(node, code ?? Code, _folder) with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LOCKSTEP_RESPONSE_HOSTS"] = responseHosts ?? "" },
            Output = line => _output.Enqueue(line.Line),
        })
        : null;

    /// <summary>As it stands in the template.</summary>
    public static string Code => $"{StackTemplate.Project["Watchdog"].Properties["Code"]!["ZipFile"]}";

    /// <summary>All that it wrote; call <see cref="DisposeAsync"/> before.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Gives it a record; without node the test is skipped.</summary>
    public Task<InvocationResult> RunAsync(byte[] record, CancellationToken cancellationToken)
    {
        Assert.SkipWhen(_function is null, "node is not installed.");
        return _function.InvokeAsync(record, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_function is not null)
        {
            await _function.DisposeAsync();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
