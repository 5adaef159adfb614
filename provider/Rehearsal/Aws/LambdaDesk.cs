using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Rehearsal.Faults;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Aws;

/// <summary>Takes the stand-in's requests one by one: checks, spoils, queues.</summary>
sealed partial class LambdaDesk(string region, Action<string, ReadOnlyMemory<byte>> queue)
{
    const long MostBytes = 1024 * 1024;

    public FaultQueue<LambdaFault> Faults { get; } = new();

    public async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var functionArn = Invocations().Match(context.Request.Path.Value ?? "") is { Success: true } path
            ? path.Groups["name"].Value
            : null;
        if (Refused(context.Request, functionArn, body) is { } refused)
        {
            context.Response.StatusCode = refused.Status;
            context.Response.ContentType = "application/json";
            context.Response.Headers["x-amzn-ErrorType"] = $"{refused.Type}:http://internal.amazon.com/coral/";
            await context.Response.WriteAsync(
                new JsonObject { ["Message"] = refused.Message, ["Type"] = "User" }.ToJsonString(), context.RequestAborted);
            return;
        }

        queue(functionArn!, body.ToArray());
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    LambdaError? Refused(HttpRequest request, string? functionArn, MemoryStream body) =>
        SignatureForm.Check(request, region, "lambda") is { } unsigned ? LambdaError.Unsigned(unsigned)
        : functionArn is null || request.Method != "POST" ? LambdaError.NotOurs
        : request.Headers["X-Amz-Invocation-Type"].ToString() is var type and not "Event" ? LambdaError.WrongType(type)
        : body.Length > MostBytes ? LambdaError.TooLarge(body.Length)
        : !IsJson(body.ToArray()) ? LambdaError.NoJson
        : Faults.Next() is { } fault ? LambdaError.For(fault, functionArn)
        : null;

    static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(
        "^/2015-03-31/functions/(?<name>[^/]+)/invocations$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Invocations();
}
