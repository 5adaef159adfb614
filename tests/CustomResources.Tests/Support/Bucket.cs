using System.Net;
using System.Text.Json;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>
/// Stands in for CloudFormation's bucket where the connection itself doesn't matter; answers as told, 200 afterwards.
/// </summary>
sealed class Bucket(params HttpStatusCode[] replies) : HttpMessageHandler
{
    readonly Lock _gate = new();
    readonly Queue<HttpStatusCode> _replies = new(replies);
    readonly List<Put> _puts = [];

    public IReadOnlyList<Put> Puts
    {
        get
        {
            lock (_gate)
            {
                return [.. _puts];
            }
        }
    }

    /// <summary>The answer, if exactly one was sent.</summary>
    public JsonElement Answer => Puts.ShouldHaveSingleItem().Json;

    /// <summary>What S3 says in the body of a refusal.</summary>
    public string Body { get; init; } = "";

    /// <summary>Runs before each reply; may throw or wait.</summary>
    public Func<CancellationToken, Task> BeforeReply { get; init; } = _ => Task.CompletedTask;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        lock (_gate)
        {
            var contentType = request.Content.Headers.ContentType?.ToString();
            _puts.Add(new Put(request.Method.Method, request.RequestUri!.OriginalString, body, contentType));
        }

        await BeforeReply(cancellationToken);
        lock (_gate)
        {
            var status = _replies.TryDequeue(out var reply) ? reply : HttpStatusCode.OK;
            return new HttpResponseMessage(status) { Content = new StringContent(Body) };
        }
    }
}
