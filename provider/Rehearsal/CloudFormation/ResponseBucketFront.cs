using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>The bucket on the wire: an HTTP request in, S3's answer out, or what a fault makes of it.</summary>
/// <param name="desk">Takes the requests.</param>
/// <param name="host">The host that its URLs are signed for; null: the one that is asked.</param>
sealed class ResponseBucketFront(ResponseBucketDesk desk, string? host = null)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var verdict = desk.Take(await ReadAsync(context));
        if (verdict is { Error: null, Fault: { } fault })
        {
            if (fault == ResponseBucketFault.Silence)
            {
                // Until either side gives up the connection: the sender, or the bucket when it is closed.
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            }

            context.Abort();
            return;
        }

        await ReplyAsync(context, verdict);
    }

    async Task<BucketRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new(
            context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            host ?? context.Request.Host.Value ?? "", headers, body.ToArray());
    }

    async Task ReplyAsync(HttpContext context, BucketVerdict verdict)
    {
        var requestId = desk.NewRequestId();
        context.Response.Headers.Server = "AmazonS3";
        context.Response.Headers["x-amz-request-id"] = requestId;
        context.Response.StatusCode = verdict.Error?.Status ?? StatusCodes.Status200OK;
        if (verdict.Fault == ResponseBucketFault.Redirect)
        {
            context.Response.Headers.Location = $"http://{context.Request.Host}/nobody-may-follow";
        }

        if (verdict.Error is { } error)
        {
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync(error.ToXml(requestId), context.RequestAborted);
        }
    }
}
