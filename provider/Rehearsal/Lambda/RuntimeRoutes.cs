using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>
/// The six calls of the Runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) as HTTP.
/// </summary>
sealed class RuntimeRoutes(RuntimeApiOptions options, RuntimeLifecycle lifecycle)
{
    const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    readonly string _root = $"{options.Prefix}/2018-06-01/";

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var call = path.StartsWith(_root, StringComparison.Ordinal) ? path[_root.Length..] : "";
        var reply = await ReplyAsync(call, context);
        options.Observe?.Invoke(new RuntimeApiExchange(
            context.Request.Method,
            call,
            context.Request.ContentType,
            context.Request.Headers[ErrorTypeHeader],
            reply.Status));
        await WriteAsync(context.Response, reply, context.RequestAborted);
    }

    Task<RuntimeReply> ReplyAsync(string call, HttpContext context)
    {
        var get = HttpMethods.IsGet(context.Request.Method);
        var post = HttpMethods.IsPost(context.Request.Method);
        return call.Split('/') switch
        {
            ["runtime", "invocation", "next"] when get => lifecycle.NextAsync(context.RequestAborted),
            ["runtime", "invocation", var id, "response"] when post => ResponseAsync(id, context),
            ["runtime", "invocation", var id, "error"] when post => ErrorAsync(id, context),
            ["runtime", "init", "error"] when post => InitErrorAsync(context),
            ["runtime", "restore", "next"] when get && options.SnapStart => lifecycle.RestoreAsync(context.RequestAborted),
            ["runtime", "restore", "error"] when post && options.SnapStart => RestoreErrorAsync(context),
            ["runtime", "invocation", "next"] or ["runtime", "invocation", _, "response" or "error"]
                or ["runtime", "init", "error"] => Task.FromResult(RuntimeReply.MethodNotAllowed),
            _ => Task.FromResult(RuntimeReply.NotFound),
        };
    }

    async Task<RuntimeReply> ResponseAsync(string id, HttpContext context)
    {
        const string Transition = "InvocationResponse";
        if (lifecycle.Refusal(id, Transition) is { } refusal)
        {
            return refusal;
        }
        if (await BodyAsync(context) is not { } body)
        {
            return lifecycle.Answer(Truncated(id), Transition, RuntimeReply.Truncated);
        }
        return body.Length <= RuntimeApi.MaximumPayloadBytes
            ? lifecycle.Answer(new Responded(id, body), Transition, RuntimeReply.Accepted)
            : lifecycle.Answer(TooLarge(id, body.Length), Transition, RuntimeReply.TooLarge);
    }

    async Task<RuntimeReply> ErrorAsync(string id, HttpContext context)
    {
        const string Transition = "InvocationErrorResponse";
        return lifecycle.Refusal(id, Transition)
            ?? lifecycle.Answer(
                new FunctionFailed(id, ErrorType(context), await BodyAsync(context) ?? []), Transition, RuntimeReply.Accepted);
    }

    async Task<RuntimeReply> InitErrorAsync(HttpContext context)
    {
        var (errorType, body) = (ErrorType(context), await BodyAsync(context) ?? []);
        return lifecycle.Fail(RuntimeState.Started, RuntimeState.InitError, id => new InitFailed(id, errorType, body));
    }

    async Task<RuntimeReply> RestoreErrorAsync(HttpContext context)
    {
        var (errorType, body) = (ErrorType(context), await BodyAsync(context) ?? []);
        return lifecycle.Fail(
            RuntimeState.Restoring, RuntimeState.RuntimeRestoreErrorState, id => new InitFailed(id, errorType, body));
    }

    async Task WriteAsync(HttpResponse response, RuntimeReply reply, CancellationToken cancellationToken)
    {
        response.StatusCode = reply.Status;
        response.ContentType = "application/json";
        response.ContentLength = reply.Body.Length;
        if (reply.Event is { } invocation)
        {
            WriteHeaders(response.Headers, invocation);
        }
        await response.Body.WriteAsync(reply.Body, cancellationToken);
    }

    void WriteHeaders(IHeaderDictionary headers, PendingInvocation invocation)
    {
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.Input.AwsRequestId;
        headers["Lambda-Runtime-Invoked-Function-Arn"] = options.FunctionArn;
        headers["Lambda-Runtime-Deadline-Ms"] =
            invocation.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var trace = invocation.Input.TraceId ?? NewTraceId();
        if (trace.Length > 0)
        {
            headers["Lambda-Runtime-Trace-Id"] = trace;
        }
    }

    string NewTraceId()
    {
        var seconds = options.Time.GetUtcNow().ToUnixTimeSeconds();
        var random = RandomNumberGenerator.GetHexString(24, lowercase: true);
        var parent = RandomNumberGenerator.GetHexString(16, lowercase: true);
        return string.Create(CultureInfo.InvariantCulture, $"Root=1-{seconds:x8}-{random};Parent={parent};Sampled=1");
    }

    static FunctionFailed Truncated(string id)
    {
        const string Type = "Runtime.TruncatedResponse";
        return new FunctionFailed(id, Type, ErrorResponse.Write(Type, ""));
    }

    static FunctionFailed TooLarge(string id, int bytes)
    {
        const string Type = "Function.ResponseSizeTooLarge";
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"Response payload size ({bytes} bytes) exceeded maximum allowed payload size "
            + $"({RuntimeApi.MaximumPayloadBytes} bytes).");
        return new FunctionFailed(id, Type, ErrorResponse.Write(Type, message));
    }

    static string ErrorType(HttpContext context) => context.Request.Headers[ErrorTypeHeader].ToString();

    static async Task<byte[]?> BodyAsync(HttpContext context)
    {
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return body.ToArray();
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
