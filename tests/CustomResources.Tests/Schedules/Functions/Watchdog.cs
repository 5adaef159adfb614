using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Requests;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>The watchdog of <c>template.yaml</c>, but for its check of the URL's host and for the attributes of other resources:
/// tests/Template.Tests tries the original.</summary>
sealed class Watchdog(MemoryBucket bucket)
{
    public async Task<ReadOnlyMemory<byte>> HandleAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        var record = JsonNode.Parse(call.Payload.Span)!;
        var (request, failure) = (record["requestPayload"]!, record["responsePayload"]);
        var document = $"{failure?["errorType"]}" is "Lockstep.AnswerNotDelivered" or "AnswerNotDelivered"
            ? failure!["errorMessage"]!.GetValue<string>()
            : Answer(request, failure).ToJsonString();
        using var http = new HttpMessageInvoker(bucket.Connect());
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(document));
        using var put = new HttpRequestMessage(HttpMethod.Put, request["ResponseURL"]!.GetValue<string>()) { Content = content };
        using var reply = await http.SendAsync(put, cancellationToken);
        return reply.IsSuccessStatusCode
            ? "null"u8.ToArray()
            : throw new FunctionErrorException(
                "Error", $"S3 answered {(int)reply.StatusCode} to the answer of request {request["RequestId"]}");
    }

    static JsonObject Answer(JsonNode request, JsonNode? failure)
    {
        var (wanted, old) = (request["ResourceProperties"], request["OldResourceProperties"]);
        var isRollback = $"{request["RequestType"]}" == "Update" && Number(wanted?["Revision"]) < Number(old?["Revision"]);
        var isSafe = isRollback || $"{request["RequestType"]}" == "Delete";
        var data = new JsonObject();
        foreach (var name in (string[])(isSafe ? ["SchemaVersion", "DatabaseVersion", "Name"] : []))
        {
            data[name] = $"{wanted?[name]}";
        }

        return new()
        {
            ["Status"] = isSafe ? "SUCCESS" : "FAILED",
            ["Reason"] = $"The function did not answer ({failure?["errorType"] ?? "it was not run in time"}); see its log."
                + (isSafe ? " Nothing is known about what it did; the next deployment reconciles it." : ""),
            ["PhysicalResourceId"] = $"{request["PhysicalResourceId"] ?? MadeUp(request, failure)}",
            ["StackId"] = request["StackId"]!.DeepClone(),
            ["RequestId"] = request["RequestId"]!.DeepClone(),
            ["LogicalResourceId"] = request["LogicalResourceId"]!.DeepClone(),
            ["Data"] = data,
        };
    }

    static string MadeUp(JsonNode request, JsonNode? failure) =>
        failure is null ? PhysicalResourceIds.NeverCreated : $"{PhysicalResourceIds.Unknown}/{request["RequestId"]}";

    static int? Number(JsonNode? text) => int.TryParse($"{text}", CultureInfo.InvariantCulture, out var number) ? number : null;
}
