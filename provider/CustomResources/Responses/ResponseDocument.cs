using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Responses;

/// <summary>
/// The one place that writes answers: ids verbatim, nothing null, at most 4,096 bytes, the Reason giving way first.
/// </summary>
static class ResponseDocument
{
    public const int MostBytes = 4096;

    // What "Reason":"", adds to a document that has none.
    const int ReasonMember = 12;
    const int ShortestReason = 32;

    static readonly JsonWriterOptions Format = new() { Encoder = JsonSize.Encoder };

    /// <summary>
    /// The document's UTF-8; false when the attributes leave no room, and then it is too long and without its Reason.
    /// </summary>
    public static bool TryWrite(RequestEnvelope request, Answer answer, out ReadOnlyMemory<byte> document)
    {
        document = Write(request, answer, reason: "");
        var budget = MostBytes - document.Length - ReasonMember;
        if (answer.Reason.Length > 0 && budget >= ShortestReason)
        {
            document = Write(request, answer, ShortText.Fit(answer.Reason, budget));
        }

        return document.Length <= MostBytes;
    }

    static ReadOnlyMemory<byte> Write(RequestEnvelope request, Answer answer, string reason)
    {
        using var buffer = new PooledBuffer();
        using var json = new Utf8JsonWriter(buffer, Format);
        json.WriteStartObject();
        json.WriteString("Status", answer.Status);
        WriteUnlessEmpty(json, "Reason", reason);
        json.WriteString("PhysicalResourceId", answer.PhysicalResourceId);
        WriteUnlessEmpty(json, "StackId", request.StackId);
        WriteUnlessEmpty(json, "RequestId", request.RequestId);
        WriteUnlessEmpty(json, "LogicalResourceId", request.LogicalResourceId);
        if (answer.NoEcho)
        {
            json.WriteBoolean("NoEcho", value: true);
        }

        WriteData(json, answer.Attributes);
        json.WriteEndObject();
        json.Flush();
        return buffer.Written.ToArray();
    }

    static void WriteData(Utf8JsonWriter json, IReadOnlyDictionary<string, string> attributes)
    {
        if (attributes.Count == 0)
        {
            return;
        }

        json.WriteStartObject("Data");
        foreach (var (name, value) in attributes)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    static void WriteUnlessEmpty(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }
}
