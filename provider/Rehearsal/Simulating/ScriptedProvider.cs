using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>A custom resource's function that does as it is told: how long it takes, and what it answers.</summary>
/// <param name="bucket">Where answers go.</param>
/// <param name="time">Its clock.</param>
public sealed class ScriptedProvider(MemoryBucket bucket, TimeProvider time)
{
    /// <summary>How long a request takes; it is asked as often as the event is run.</summary>
    public Func<JsonObject, TimeSpan> Takes { get; set; } = static _ => TimeSpan.Zero;

    /// <summary>The document that is PUT for an event; null: none. See <see cref="Success"/> and <see cref="Failure"/>.</summary>
    public Func<JsonObject, JsonObject?> Answer { get; set; } = Success;

    /// <summary>How the invocation ends after that: an error type; null: well.</summary>
    public Func<JsonObject, string?> Error { get; set; } = static _ => null;

    /// <summary>The events that it was run with, in that order, repetitions too.</summary>
    public IList<JsonObject> Runs { get; } = [];

    /// <summary>For <see cref="SimulatedAccount.Deploy"/>.</summary>
    public async Task<ReadOnlyMemory<byte>> HandleAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        var request = (JsonObject)JsonNode.Parse(call.Payload.Span)!;
        Runs.Add(request);
        await Task.Delay(Takes(request), time, cancellationToken);
        if (Answer(request) is { } document)
        {
            await PutAsync(request, document, cancellationToken);
        }

        return Error(request) is { } error
            ? throw new FunctionErrorException(error, "It was told to.")
            : (ReadOnlyMemory<byte>)"null"u8.ToArray();
    }

    /// <summary>SUCCESS with the id that the event has, or one that follows from the logical id; the attribute Out is the
    /// property In.</summary>
    public static JsonObject Success(JsonObject request) => Document(request, "SUCCESS");

    /// <summary>FAILED with this reason and the same id.</summary>
    public static JsonObject Failure(JsonObject request, string reason)
    {
        var document = Document(request, "FAILED");
        document["Reason"] = reason;
        return document;
    }

    static JsonObject Document(JsonObject request, string status) => new()
    {
        ["Status"] = status,
        ["PhysicalResourceId"] = (request["PhysicalResourceId"] ?? $"{request["LogicalResourceId"]}-id").DeepClone(),
        ["StackId"] = request["StackId"]!.DeepClone(),
        ["RequestId"] = request["RequestId"]!.DeepClone(),
        ["LogicalResourceId"] = request["LogicalResourceId"]!.DeepClone(),
        ["Data"] = new JsonObject { ["Out"] = $"{request["ResourceProperties"]!["In"]}" },
    };

    [SuppressMessage("Reliability", "CA2000", Justification = "The invoker disposes its handler.")]
    async Task PutAsync(JsonObject request, JsonObject document, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(bucket.Connect());
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(document.ToJsonString()));
        using var put = new HttpRequestMessage(HttpMethod.Put, request["ResponseURL"]!.GetValue<string>()) { Content = content };
        using var reply = await http.SendAsync(put, cancellationToken);
        if (reply.StatusCode != HttpStatusCode.OK)
        {
            throw new FunctionErrorException("AnswerNotDelivered", $"S3 answered {(int)reply.StatusCode}.");
        }
    }
}
