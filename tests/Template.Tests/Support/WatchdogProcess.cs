using System.Collections.Concurrent;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Template.Tests.Support;

/// <summary>The watchdog's code out of the template, run by node behind a Runtime API.</summary>
sealed class WatchdogProcess : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lockstep-watchdog-").FullName;
    readonly ConcurrentQueue<string> _output = new();
    readonly FunctionProcess? _function;

    public WatchdogProcess()
    {
        var code = $"{StackTemplate.Project["Watchdog"].Properties["Code"]!["ZipFile"]}";
        _function = NodeRuntime.Executable is { } node
            ? new(NodeRuntime.Program(node, code, _folder) with { Output = line => _output.Enqueue(line.Line) })
            : null;
    }

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
