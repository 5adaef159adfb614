using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>An image, and the processes of each function that was made of it.</summary>
/// <param name="files">What is in it.</param>
/// <param name="options">How it is run.</param>
sealed class LifeImage(Image files, FunctionOptions options) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, FunctionProcess> _processes = new(StringComparer.Ordinal);

    /// <summary>A function knows its ARN: it invokes itself.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "It is disposed with the others.")]
    public FunctionProcess Of(string functionArn) => _processes.GetOrAdd(
        functionArn, arn => new(options with { Api = options.Api with { FunctionArn = arn } }));

    public void Kill()
    {
        foreach (var process in _processes.Values)
        {
            process.Kill();
        }
    }

    /// <summary>Ends the processes, so that everything they wrote has arrived.</summary>
    public async Task CloseAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        files.Dispose();
    }
}
