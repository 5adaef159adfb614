using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>
/// An AWS service on a loopback socket. Like AWS it computes the signature of what arrived, and refuses a wrong one.
/// </summary>
sealed class LoopbackAws : IAsyncDisposable
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string SessionToken = "IQoJb3JpZ2luX2Vj+ab/cd==";
    public const string ContainerToken = "container-token";

    readonly WebApplication _server;
    readonly ConcurrentQueue<WireRequest> _requests = new();
    readonly ConcurrentQueue<AwsReplyScript> _replies;

    LoopbackAws(WebApplication server, ConcurrentQueue<AwsReplyScript> replies)
    {
        _server = server;
        _replies = replies;
        _server.Run(AnswerAsync);
    }

    public string Url => _server.Urls.Single();

    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    /// <summary>The environment of a function that has a role and this endpoint.</summary>
    public Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["AWS_ACCESS_KEY_ID"] = AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = SecretKey,
        ["AWS_SESSION_TOKEN"] = SessionToken,
        ["AWS_ENDPOINT_URL"] = Url,
    };

    public static async Task<LoopbackAws> StartAsync(params IEnumerable<AwsReplyScript> replies)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var aws = new LoopbackAws(builder.Build(), new ConcurrentQueue<AwsReplyScript>(replies));
        await aws._server.StartAsync(TestContext.Current.CancellationToken);
        return aws;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/container-credentials")
        {
            await GiveCredentialsAsync(context);
            return;
        }
        var request = await ReadAsync(context);
        _requests.Enqueue(request);
        var signature = SigV4.OfHeader(request);
        var reply = signature.Expected(request, SecretKey) != signature.Claimed
            ? new AwsReplyScript(403, """{"__type":"InvalidSignatureException","message":"The signature does not match."}""")
            : _replies.TryDequeue(out var next) ? next : new AwsReplyScript(500, "");
        context.Response.StatusCode = reply.Status;
        if (reply.ErrorTypeHeader is not null)
        {
            context.Response.Headers["x-amzn-ErrorType"] = reply.ErrorTypeHeader;
        }
        await context.Response.WriteAsync(reply.Body, context.RequestAborted);
    }

    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
    static async Task GiveCredentialsAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != ContainerToken)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        await context.Response.WriteAsync(
            $$"""{"AccessKeyId":"{{AccessKey}}","SecretAccessKey":"{{SecretKey}}","Token":"{{SessionToken}}","""
            + "\"Expiration\":\"2099-01-01T00:00:00Z\"}",
            context.RequestAborted);
    }

    static async Task<WireRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        return new WireRequest(
            context.Request.Method,
            target[0],
            target.Length > 1 ? target[1] : "",
            context.Request.Headers.ToDictionary(
                header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            body.ToArray());
    }
}
