using System.Net;
using System.Text;
using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>The bucket for answers without a network, as strict as the one on loopback, under a name as AWS gives them.</summary>
/// <param name="region">As in <c>eu-west-1</c>.</param>
/// <param name="time">Dates and expires the URLs, and dates the deliveries.</param>
/// <param name="chance">Gives keys.</param>
public sealed class MemoryBucket(string region, TimeProvider time, Chance chance) : IResponseBucket
{
    readonly ResponseBucketDesk _desk = new(time, chance);

    /// <summary>Requests for something that was never issued: a changed URL, a followed redirect.</summary>
    public IReadOnlyList<Delivery> Strays => _desk.Strays;

    /// <summary>Lets programs in, which have a network and nothing else.</summary>
    public Task<BucketDoor> OpenDoorAsync(CancellationToken cancellationToken) =>
        BucketDoor.OpenAsync(_desk, Host, cancellationToken);

    string Host =>
        $"cloudformation-custom-resource-response-{region.Replace("-", "", StringComparison.Ordinal)}.s3.{region}.amazonaws.com";

    /// <inheritdoc/>
    public ResponseSlot Issue(string stackId, string logicalResourceId, string requestId) =>
        _desk.Issue(new(stackId, logicalResourceId, requestId), "https", Host);

    /// <summary>Lets the next valid PUTs fail whatever their URL; what a slot has of its own comes first.</summary>
    public void Inject(ResponseBucketFault fault, int times) => _desk.Faults.Add(fault, times);

    /// <summary>Lets go of what was injected and has not happened yet.</summary>
    public void Heal() => _desk.Faults.Clear();

    /// <summary>What a function sends its answers through. It never waits, but for a fault that never replies.</summary>
    public HttpMessageHandler Connect() => new Connection(this);

    static HttpRequestException Cut => new(HttpRequestError.ResponseEnded, "The connection was cut.");

    sealed class Connection(MemoryBucket bucket) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var verdict = bucket._desk.Take(await ReadAsync(request, cancellationToken));
            if (verdict is { Error: null, Fault: { } fault })
            {
                await bucket.BreakAsync(fault, cancellationToken);
            }

            var status = verdict.Error?.Status ?? (int)HttpStatusCode.OK;
            var reply = new HttpResponseMessage((HttpStatusCode)status) { RequestMessage = request };
            if (verdict.Error is { } error)
            {
                reply.Content = new StringContent(error.ToXml(bucket._desk.NewRequestId()), Encoding.UTF8, "application/xml");
            }

            return reply;
        }
    }

    async Task BreakAsync(ResponseBucketFault fault, CancellationToken cancellationToken)
    {
        if (fault == ResponseBucketFault.Silence)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        throw Cut;
    }

    static async Task<BucketRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        var headers = (request.Content is null ? request.Headers : request.Headers.Concat(request.Content.Headers))
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        if (request.Headers.TransferEncodingChunked != true)
        {
            // What .NET's handler adds on the way.
            headers["Content-Length"] = $"{body.Length}";
        }

        var uri = request.RequestUri!;
        var target = uri.OriginalString[(uri.OriginalString.IndexOf("//", StringComparison.Ordinal) + 2)..];
        return new(request.Method.Method, target[target.IndexOf('/', StringComparison.Ordinal)..], uri.Authority, headers, body);
    }
}
