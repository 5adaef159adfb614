using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Rehearsal.Aws;

/// <summary>AWS Lambda as far as a function sees it that invokes others, or itself, on loopback: <c>Invoke</c> with
/// <c>InvocationType: Event</c>. What becomes of a queued event is the caller's business.</summary>
public sealed class LambdaStandIn : IAsyncDisposable
{
    readonly LambdaDesk _desk;
    readonly LoopbackHost _host;

    LambdaStandIn(LambdaDesk desk, LoopbackHost host)
    {
        (_desk, _host) = (desk, host);
    }

    /// <summary>For <c>AWS_ENDPOINT_URL_LAMBDA</c>.</summary>
    public Uri Endpoint => new($"http://{_host.HostAndPort}");

    /// <param name="region">Where requests must be signed for: <c>eu-west-1</c>.</param>
    /// <param name="queue">Is given the function's name or ARN, as it was asked for, and the event's bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The stand-in owns its host.")]
    public static async Task<LambdaStandIn> StartAsync(
        string region, Action<string, ReadOnlyMemory<byte>> queue, CancellationToken cancellationToken)
    {
        var desk = new LambdaDesk(region, queue);
        return new(desk, await LoopbackHost.StartAsync(desk.AnswerAsync, cancellationToken));
    }

    /// <summary>Lets the next requests that are in order fail.</summary>
    public void Inject(LambdaFault fault, int times) => _desk.Faults.Add(fault, times);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
