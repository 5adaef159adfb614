using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>
/// Lambda's side of one execution environment: a loopback HTTP server that speaks the Runtime API as strictly as AWS's
/// own emulator (aws-lambda-runtime-interface-emulator, internal/lambda/rapi), and the caller's end of the function.
/// </summary>
public sealed class RuntimeApi : IAsyncDisposable
{
    /// <summary>The longest response Lambda takes: 6 MiB and 100 bytes.</summary>
    public const int MaximumPayloadBytes = (6 * 1024 * 1024) + 100;

    readonly RuntimeApiOptions _options;
    readonly RuntimeLifecycle _lifecycle = new();
    readonly SemaphoreSlim _oneAtATime = new(1);
    readonly WebApplication _server;

    RuntimeApi(RuntimeApiOptions options)
    {
        _options = options;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            // A frozen process neither reads nor writes, and the size limit is the Runtime API's own.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        _server = builder.Build();
        _server.Run(new RuntimeRoutes(options, _lifecycle).HandleAsync);
    }

    /// <summary>
    /// What a runtime finds in <c>AWS_LAMBDA_RUNTIME_API</c>: <c>127.0.0.1:port</c> and the path prefix, if any.
    /// </summary>
    public string Address => new Uri(_server.Urls.Single()).Authority + _options.Prefix;

    /// <summary>Ends when the runtime first asks for an event or a restore, reports an error, or exits.</summary>
    public Task Initialised => _lifecycle.Initialised;

    /// <summary>Starts the server on a free port of 127.0.0.1.</summary>
    public static async Task<RuntimeApi> StartAsync(RuntimeApiOptions options, CancellationToken cancellationToken)
    {
        var api = new RuntimeApi(options);
        await api._server.StartAsync(cancellationToken);
        return api;
    }

    /// <summary>Invokes the function with a new request id, see the other overload.</summary>
    public Task<InvocationResult> InvokeAsync(
        ReadOnlyMemory<byte> payload, TimeSpan timeout, CancellationToken cancellationToken) =>
        InvokeAsync(new InvocationInput(payload), timeout, cancellationToken);

    /// <summary>
    /// Hands an event to the runtime as soon as it asks for one, and waits for its answer. An environment serves one
    /// invocation at a time, a second call waits for the first. Throws only when the token is cancelled.
    /// </summary>
    /// <param name="input">The event and its ids.</param>
    /// <param name="timeout">The function's timeout, from now on; it makes the deadline header too.</param>
    /// <param name="cancellationToken">The caller gives up; the runtime is not told.</param>
    public async Task<InvocationResult> InvokeAsync(
        InvocationInput input, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        var invocation = new PendingInvocation(input, _options.Time.GetUtcNow() + timeout);
        try
        {
            _lifecycle.Begin(invocation);
            return await invocation.Result.WaitAsync(timeout, _options.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new TimedOut(input.AwsRequestId, timeout);
        }
        finally
        {
            _lifecycle.Finish(invocation);
            _oneAtATime.Release();
        }
    }

    /// <summary>
    /// Tells that the runtime's process ended: an invocation that waits for it ends as <see cref="Exited"/>, and so do
    /// later ones.
    /// </summary>
    public void RuntimeExited(int exitCode) => _lifecycle.Exit(exitCode);

    /// <summary>Stops the server at once; a runtime that waits for an event loses its connection.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        _oneAtATime.Dispose();
    }
}
