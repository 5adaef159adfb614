using System.Globalization;
using System.Text.Json;
using Lockstep.CustomResources.Binding;

namespace Lockstep.CustomResources.Requests;

/// <summary>
/// What another service brought, and CloudFormation's requests in it. A ServiceToken may be the ARN of an SNS topic
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html),
/// and then a stack waits for an answer; whatever else comes so is nobody's request.
/// </summary>
/// <param name="Description">What it is, in the middle of a sentence.</param>
/// <param name="Messages">The messages of a topic, each perhaps a request; empty text where there is none.</param>
sealed record WrappedEvent(string Description, IReadOnlyList<string> Messages)
{
    const string Remedy =
        "ServiceToken must be the function's ARN: it answers requests that CloudFormation sends to it directly.";

    /// <summary>Why a request in it is not carried out.</summary>
    public string Refusal => $"The request came as {Description}. {Remedy}";

    /// <summary>Why there is nobody to be answered.</summary>
    public string Complaint => $"The event is {Description}, and no request of CloudFormation's. Nothing was done. {Remedy}";

    /// <summary>Null for an event that came directly, as far as it can be read.</summary>
    public static WrappedEvent? Of(EventText text, ReadOnlyMemory<byte> utf8)
    {
        if (text.IsBroken || text.Has(EventMember.RequestType) || text.Has(EventMember.ResponseURL))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            // Nested too deeply: whatever it is, what it lacks will be said.
            return null;
        }
    }

    static WrappedEvent? Of(JsonElement root) => Member(root, "Records") is { ValueKind: JsonValueKind.Array } records
        ? OfRecords([.. records.EnumerateArray()])
        : Member(root, "detail-type") is not null
            ? new WrappedEvent($"an event of EventBridge ({Text(root, "source")}: {Text(root, "detail-type")})", [])
            : null;

    static WrappedEvent OfRecords(List<JsonElement> records)
    {
        var notifications = records.Select(record => Member(record, "Sns")).OfType<JsonElement>().ToList();
        var source = records.Count == 0 ? "nobody" : Text(records[0], "eventSource");
        return notifications.Count > 0
            ? new WrappedEvent(
                $"a message of an SNS topic ({Text(notifications[0], "TopicArn")})",
                [.. notifications.Select(notification => String(notification, "Message") ?? "")])
            : new WrappedEvent(
                string.Create(CultureInfo.InvariantCulture, $"a batch of {records.Count} records of {source}"), []);
    }

    static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object ? JsonText.Find(value, name) : null;

    static string? String(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.String } text ? JsonText.Of(text) : null;

    // Anybody may have written it, and it goes into a reason.
    static string Text(JsonElement value, string name) => String(value, name) is { } text ? Quoted.Label(text) : "unnamed";
}
