using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lockstep.Rehearsal.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>Takes the bucket's HTTP requests one by one: checks, spoils, stores, answers.</summary>
sealed class ResponseBucketDesk(TimeProvider clock)
{
    readonly ConcurrentDictionary<string, ResponseSlot> _slots = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<Delivery> _strays = new();
    readonly PresignedUrls _urls = new(clock);

    public FaultQueue<ResponseBucketFault> Faults { get; } = new();

    public IReadOnlyList<Delivery> Strays => [.. _strays];

    public ResponseSlot Issue(RequestIdentity request, string hostAndPort)
    {
        var slot = new ResponseSlot(request, _urls.Sign(request, hostAndPort));
        _slots[slot.Url.PathAndQuery] = slot;
        return slot;
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var signature = Signature(context.Request, target);
        var slot = _slots.GetValueOrDefault(target);
        var error = _urls.Check(signature) ?? Refusal(context.Request, signature, isIssued: slot is not null);
        var fault = error is null ? slot!.Faults.Next() ?? Faults.Next() : null;
        if (fault is { } given && given < ResponseBucketFault.Silence)
        {
            error = ResponseBucketError.For(given);
        }

        var delivery = await ReceiveAsync(context, signature.Path) with
        {
            Status = error?.Status ?? (fault is null ? StatusCodes.Status200OK : null),
            IsStored = error is null && fault is null or ResponseBucketFault.LostReply,
        };
        Record(slot, delivery);
        await ReplyAsync(context, error, fault);
    }

    static QuerySignature Signature(HttpRequest request, string target)
    {
        var parts = target.Split('?', 2);
        return new(request.Method, parts[0], parts.ElementAtOrDefault(1) ?? "", request.Host.Value ?? "");
    }

    // A URL whose parameters were only put in another order has a valid signature, but it is not the URL that was given.
    ResponseBucketError? Refusal(HttpRequest request, QuerySignature signature, bool isIssued)
    {
        var unsigned = string.Join(
            ", ", request.Headers.Keys.Where(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)));
        return !isIssued || request.ContentType is { Length: > 0 } ? ResponseBucketError.Mismatch(signature, _urls.AccessKeyId)
            : unsigned.Length > 0 ? ResponseBucketError.NotSigned(unsigned)
            : request.Headers.TransferEncoding.Count > 0 ? ResponseBucketError.Chunked
            : request.ContentLength is null ? ResponseBucketError.WithoutLength
            : null;
    }

    async Task<Delivery> ReceiveAsync(HttpContext context, string path)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new(context.Request.Method, path, headers, body.ToArray(), clock.GetUtcNow(), Status: null, IsStored: false);
    }

    void Record(ResponseSlot? slot, Delivery delivery)
    {
        if (slot is null)
        {
            _strays.Enqueue(delivery);
        }
        else
        {
            slot.Add(delivery);
        }
    }

    static async Task ReplyAsync(HttpContext context, ResponseBucketError? error, ResponseBucketFault? fault)
    {
        if (error is null && fault is not null)
        {
            if (fault == ResponseBucketFault.Silence)
            {
                // Until either side gives up the connection: the sender, or the bucket when it is closed.
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            }

            context.Abort();
            return;
        }

        var requestId = RandomNumberGenerator.GetHexString(16);
        context.Response.Headers.Server = "AmazonS3";
        context.Response.Headers["x-amz-request-id"] = requestId;
        context.Response.StatusCode = error?.Status ?? StatusCodes.Status200OK;
        if (fault == ResponseBucketFault.Redirect)
        {
            context.Response.Headers.Location = $"http://{context.Request.Host}/nobody-may-follow";
        }

        if (error is not null)
        {
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync(error.ToXml(requestId), context.RequestAborted);
        }
    }
}
