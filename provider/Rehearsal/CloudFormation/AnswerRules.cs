using System.Text;
using System.Text.Json;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>Judges a delivered body as CloudFormation does, and where reports of what it does differ, as its strictest.</summary>
public static class AnswerRules
{
    /// <summary>4,096 itself is allowed
    /// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html).</summary>
    public const int MaximumBytes = 4096;

    const int MaximumIdBytes = 1024;
    const string TooLong = "Response object is too long.";
    const string InvalidObject = "Invalid response object";
    const string InvalidId = "Invalid PhysicalResourceId";
    const string InvalidData = "Value of property Data must be an object with String (or simple type) properties";

    // What CloudFormation makes of a member given twice isn't known.
    static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };

    public static AnswerVerdict Judge(ReadOnlyMemory<byte> body, RequestIdentity request)
    {
        if (body.Length > MaximumBytes)
        {
            return new FailedAnswer(TooLong, $"The body has {body.Length} bytes, {MaximumBytes} are allowed.", null);
        }

        try
        {
            using var document = JsonDocument.Parse(body, Once);
            return Judge(document.RootElement, request);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair, which is JSON but no text.
            return new FailedAnswer(InvalidObject, $"The body is no JSON: {exception.Message}", null);
        }
    }

    static AnswerVerdict Judge(JsonElement answer, RequestIdentity request)
    {
        if ((NotAnObject(answer) ?? WrongMember(answer) ?? WrongIdentity(answer, request)) is { } invalid)
        {
            return new FailedAnswer(InvalidObject, invalid, null);
        }

        if (WrongId(answer) is { } noId)
        {
            return new FailedAnswer(InvalidId, noId, null);
        }

        var id = Text(answer, "PhysicalResourceId")!;
        if (WrongData(answer) is { } wrong)
        {
            return new FailedAnswer(InvalidData, wrong, id);
        }

        var reason = Text(answer, "Reason");
        return Text(answer, "Status") == "SUCCESS"
            ? new AcceptedAnswer(new(id, reason, NoEcho(answer), Data(answer)))
            : new FailedAnswer(Failed(reason!, request), null, id);
    }

    // aws-cdk#25668, aws-cdk#26838
    static string Failed(string reason, RequestIdentity request) =>
        $"Received response status [FAILED] from custom resource. Message returned: {reason} (RequestId: {request.RequestId})";

    static string? NotAnObject(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object ? null : $"The body is a JSON {answer.ValueKind}, not an object.";

    // A Reason of null was taken for a failure or not read at all (mapbox/streambot#30), and FAILED needs one.
    static string? WrongMember(JsonElement answer) =>
        Text(answer, "Status") is not ("SUCCESS" or "FAILED") ? "Status is neither SUCCESS nor FAILED."
        : answer.TryGetProperty("Reason", out var reason) && reason.ValueKind != JsonValueKind.String
            ? "Reason is not a string; without one it must be left out."
        : Text(answer, "Status") == "FAILED" && Text(answer, "Reason") is null ? "Status is FAILED, and there is no Reason."
        : answer.TryGetProperty("NoEcho", out var noEcho) && noEcho.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
            ? "NoEcho is not a boolean."
        : null;

    static string? WrongIdentity(JsonElement answer, RequestIdentity request) =>
        Differs(answer, "StackId", request.StackId)
        ?? Differs(answer, "RequestId", request.RequestId)
        ?? Differs(answer, "LogicalResourceId", request.LogicalResourceId);

    static string? Differs(JsonElement answer, string member, string expected) =>
        Text(answer, member) == expected ? null : $"{member} is not the request's, which is {expected}.";

    static string? WrongId(JsonElement answer)
    {
        var id = Text(answer, "PhysicalResourceId");
        var bytes = Encoding.UTF8.GetByteCount(id ?? "");
        return bytes == 0 ? "PhysicalResourceId is missing, empty or not a string."
            : bytes > MaximumIdBytes ? $"PhysicalResourceId has {bytes} bytes, {MaximumIdBytes} are allowed."
            : null;
    }

    static string? WrongData(JsonElement answer) =>
        !answer.TryGetProperty("Data", out var data) ? null
        : data.ValueKind != JsonValueKind.Object ? $"Data is a JSON {data.ValueKind}."
        : data.EnumerateObject().Where(attribute => !IsSimple(attribute.Value))
            .Select(wrong => $"Data.{wrong.Name} is a JSON {wrong.Value.ValueKind}.").FirstOrDefault();

    static bool IsSimple(JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    static bool NoEcho(JsonElement answer) => answer.TryGetProperty("NoEcho", out var noEcho) && noEcho.GetBoolean();

    static Dictionary<string, string> Data(JsonElement answer) =>
        answer.TryGetProperty("Data", out var data)
            ? data.EnumerateObject().ToDictionary(
                attribute => attribute.Name, attribute => Text(attribute.Value), StringComparer.Ordinal)
            : new(StringComparer.Ordinal);

    static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    static string? Text(JsonElement answer, string member) =>
        answer.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
