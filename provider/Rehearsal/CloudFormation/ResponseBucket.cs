using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Aws;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>The S3 bucket that ResponseURLs point to, on loopback, as strict as the strictest seen: the URL byte for byte as
/// it was signed, PUT, a Content-Length, and no Content-Type, which URLs of the older signature sign as empty
/// (binxio/cfn-secret-provider#3). What breaks a rule is answered as S3 answers it.</summary>
public sealed class ResponseBucket : IResponseBucket, IAsyncDisposable
{
    readonly ResponseBucketDesk _desk;
    readonly LoopbackHost _host;

    ResponseBucket(ResponseBucketDesk desk, LoopbackHost host)
    {
        (_desk, _host) = (desk, host);
    }

    /// <summary>For <c>LOCKSTEP_RESPONSE_HOSTS</c>: <c>127.0.0.1:PORT</c>.</summary>
    public string HostAndPort => _host.HostAndPort;

    /// <summary>Requests for something that was never issued: a changed URL, a followed redirect.</summary>
    public IReadOnlyList<Delivery> Strays => _desk.Strays;

    /// <param name="clock">Dates and expires the URLs, and dates the deliveries.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The bucket owns its host.")]
    public static async Task<ResponseBucket> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var desk = new ResponseBucketDesk(clock, Chance.Real);
        return new(desk, await LoopbackHost.StartAsync(new ResponseBucketFront(desk).AnswerAsync, cancellationToken));
    }

    /// <inheritdoc/>
    public ResponseSlot Issue(string stackId, string logicalResourceId, string requestId) =>
        _desk.Issue(new(stackId, logicalResourceId, requestId), "http", HostAndPort);

    /// <summary>Lets the next valid PUTs fail whatever their URL; what a slot has of its own comes first.</summary>
    public void Inject(ResponseBucketFault fault, int times) => _desk.Faults.Add(fault, times);

    /// <summary>Lets go of what was injected and has not happened yet.</summary>
    public void Heal() => _desk.Faults.Clear();

    /// <summary>Drops every connection and refuses new ones, until <see cref="AcceptConnectionsAsync"/>.</summary>
    public Task RefuseConnectionsAsync() => _host.RefuseAsync();

    /// <summary>Listens again, on the same port.</summary>
    public Task AcceptConnectionsAsync(CancellationToken cancellationToken) => _host.AcceptAsync(cancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
