using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>What Lambda tells an <c>OnFailure</c> destination
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).</summary>
public static class FailureRecord
{
    /// <param name="functionArn">The function that failed.</param>
    /// <param name="payload">The event.</param>
    /// <param name="runs">How often it was run; 0: it grew too old before.</param>
    /// <param name="result">How the last run ended; null when there was none.</param>
    /// <param name="now">When.</param>
    public static byte[] Write(
        string functionArn, ReadOnlyMemory<byte> payload, int runs, InvocationResult? result, DateTimeOffset now) =>
        Write(functionArn, payload, new("", runs, result), isTooOld: result is null, now);

    internal static byte[] Write(
        string functionArn, ReadOnlyMemory<byte> payload, FunctionRun last, bool isTooOld, DateTimeOffset now)
    {
        var result = last.Result;
        var record = new JsonObject
        {
            ["version"] = "1.0",
            ["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["requestContext"] = new JsonObject
            {
                ["requestId"] = result?.AwsRequestId ?? Guid.NewGuid().ToString(),
                ["functionArn"] = $"{functionArn}:$LATEST",
                ["condition"] = isTooOld ? "EventAgeExceeded" : "RetriesExhausted",
                ["approximateInvokeCount"] = last.Runs,
            },
            ["requestPayload"] = JsonNode.Parse(payload.Span),
        };
        if (result is not null)
        {
            record["responseContext"] = new JsonObject
            {
                ["statusCode"] = 200,
                ["executedVersion"] = "$LATEST",
                ["functionError"] = "Unhandled",
            };
            record["responsePayload"] = JsonNode.Parse(result.Body.Span);
        }

        return Encoding.UTF8.GetBytes(record.ToJsonString());
    }
}
