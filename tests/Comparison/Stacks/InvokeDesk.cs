using System.Net;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.Lambda;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Comparison.Stacks;

/// <summary>Lambda's Invoke, on loopback, for a function that calls another one and waits for its result
/// (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).</summary>
sealed class InvokeDesk(FunctionFleet functions) : IAsyncDisposable
{
    WebApplication? _application;

    /// <summary>For <c>AWS_ENDPOINT_URL_LAMBDA</c>.</summary>
    public string Address => _application!.Urls.Single();

    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(AnswerAsync);
        await _application.StartAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;

    // /2015-03-31/functions/ARN/invocations
    async Task AnswerAsync(HttpContext context)
    {
        using var payload = new MemoryStream();
        await context.Request.Body.CopyToAsync(payload, context.RequestAborted);
        var arn = context.Request.Path.Value!.Split('/')[3];

        // As on AWS, who hangs up does not end the function's work.
        var result = await functions.InvokeAndWaitAsync(arn, payload.ToArray(), CancellationToken.None);
        if (result is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (result is not Responded)
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
        }

        await context.Response.Body.WriteAsync(result.Body, context.RequestAborted);
    }
}
