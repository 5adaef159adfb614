using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.Lambda;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Gateway;

/// <summary>Stands in for an HTTP API of API Gateway, on loopback: a request becomes an event for the function behind it, the
/// function's result becomes the answer, and what goes wrong is answered in API Gateway's words.</summary>
public sealed class HttpFront : IAsyncDisposable
{
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly InvokeAndWait _invokeAsync;
    readonly TimeProvider _time;
    LoopbackHost? _host;
    volatile Integration? _integration;

    HttpFront(InvokeAndWait invokeAsync, TimeProvider time) => (_invokeAsync, _time) = (invokeAsync, time);

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://{_host!.HostAndPort}");

    /// <summary>Whether there is an API.</summary>
    public bool IsOpen => _integration is not null;

    [SuppressMessage("Reliability", "CA2000", Justification = "The front owns its host.")]
    public static async Task<HttpFront> StartAsync(
        InvokeAndWait invokeAsync, TimeProvider time, CancellationToken cancellationToken)
    {
        var front = new HttpFront(invokeAsync, time);
        front._host = await LoopbackHost.StartAsync(front.AnswerAsync, cancellationToken);
        return front;
    }

    /// <summary>Sends requests to a function from now on.</summary>
    public void Open(string apiId, string functionArn) => _integration = new(apiId, functionArn);

    /// <summary>The API is gone.</summary>
    public void Close() => _integration = null;

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    async Task AnswerAsync(HttpContext context)
    {
        var answer = _integration is { } integration
            ? await AskAsync(context, integration)
            : Complaint(StatusCodes.Status404NotFound, "Not Found");
        await answer.WriteAsync(context.Response, context.RequestAborted);
    }

    async Task<ProxyResponse> AskAsync(HttpContext context, Integration integration)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var happening = ProxyEvent.Of(context, body.ToArray(), integration, _time.GetUtcNow());
        try
        {
            // Whoever hangs up does not end the function's work.
            var result = await _invokeAsync(integration.FunctionArn, happening, CancellationToken.None)
                .WaitAsync(Patience, _time, context.RequestAborted);
            return (result is Responded answered ? ProxyResponse.Read(answered.Body) : null)
                ?? Complaint(StatusCodes.Status500InternalServerError, "Internal Server Error");
        }
        catch (TimeoutException)
        {
            return Complaint(StatusCodes.Status503ServiceUnavailable, "Service Unavailable");
        }
    }

    static ProxyResponse Complaint(int status, string message) => new(
        status, [("content-type", "application/json")], [], Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""));
}
