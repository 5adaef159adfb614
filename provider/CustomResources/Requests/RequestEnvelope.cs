using System.Text.Json;
using Lockstep.CustomResources.Binding;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources.Requests;

/// <summary>An event as far as it makes sense: what is null is missing or unusable.</summary>
sealed record RequestEnvelope
{
    const int MostBytesOfAnId = 512;
    const int LongestShort = 200;

    static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    public string? RequestType { get; private init; }

    public string? RequestId { get; private init; }

    public string? StackId { get; private init; }

    public string? LogicalResourceId { get; private init; }

    public string? PhysicalResourceId { get; private init; }

    public string? ResourceType { get; private init; }

    public JsonElement ResourceProperties { get; private init; }

    public JsonElement? OldResourceProperties { get; private init; }

    public DateTimeOffset? SignedAt { get; private init; }

    /// <summary>What the run before has handed on; null in the first run.</summary>
    public CarriedRun? Carried { get; private init; }

    /// <summary>Why it cannot be carried out; empty: everything is there.</summary>
    public IReadOnlyList<string> Findings { get; private init; } = [];

    public bool IsCreate => RequestType == RequestTypes.Create;

    public bool IsUpdate => RequestType == RequestTypes.Update;

    public bool IsDelete => RequestType == RequestTypes.Delete;

    public static RequestEnvelope Of(EventText text, ResponseUrl? url)
    {
        var findings = text.Findings.ToList();
        var envelope = new RequestEnvelope
        {
            RequestType = text[EventMember.RequestType],
            StackId = Id(text, EventMember.StackId, findings) ?? IdOf(url, 0),
            RequestId = Id(text, EventMember.RequestId, findings) ?? IdOf(url, 2),
            LogicalResourceId = Id(text, EventMember.LogicalResourceId, findings) ?? IdOf(url, 1),
            PhysicalResourceId = PhysicalId(text[EventMember.PhysicalResourceId], findings),
            ResourceType = text[EventMember.ResourceType],
            ResourceProperties = text.ResourceProperties ?? EmptyObject,
            OldResourceProperties = text.OldResourceProperties,
            SignedAt = url?.SignedAt,
            Carried = text.Carried,
            Findings = findings,
        };
        if (!text.IsBroken)
        {
            envelope.AddMissing(findings);
        }

        return envelope;
    }

    /// <summary>The properties' names; their values may be NoEcho parameters in clear text.</summary>
    public string PropertyNames() =>
        string.Join(", ", ResourceProperties.EnumerateObject().Select(JsonText.NameOf));

    /// <summary>The text of a property as it came; empty where it is no text, or one that would fill the answer.</summary>
    public string ShortProperty(string name) =>
        JsonText.Find(ResourceProperties, name) is { } value
            && value.ValueKind == JsonValueKind.String
            && JsonText.Of(value) is { Length: <= LongestShort } text
                ? text
                : "";

    void AddMissing(List<string> findings)
    {
        if (RequestType is not null && !IsCreate && !IsUpdate && !IsDelete && !IsFound(nameof(RequestType)))
        {
            findings.Add($"RequestType {Quoted.Text(RequestType)} is not Create, Update or Delete");
        }

        Require(nameof(RequestType), RequestType is not null);
        Require(nameof(StackId), StackId is not null);
        Require(nameof(RequestId), RequestId is not null);
        Require(nameof(LogicalResourceId), LogicalResourceId is not null);
        Require(nameof(ResourceType), !string.IsNullOrEmpty(ResourceType));
        Require(nameof(PhysicalResourceId), PhysicalResourceId is not null || !IsUpdate);

        void Require(string name, bool isGiven)
        {
            if (!isGiven && !IsFound(name))
            {
                findings.Add($"{name} is missing");
            }
        }
    }

    bool IsFound(string member) => Findings.Any(finding => finding.StartsWith(member, StringComparison.Ordinal));

    static string? Id(EventText text, EventMember member, List<string> findings)
    {
        var given = text[member];
        if (IsUsable(given))
        {
            return given;
        }

        if (!string.IsNullOrEmpty(given))
        {
            findings.Add($"{member} is longer than {MostBytesOfAnId} bytes or contains control characters");
        }

        return null;
    }

    static string? IdOf(ResponseUrl? url, int index) => url?.IdAt(index) is { } id && IsUsable(id) ? id : null;

    // All ids and a Reason must fit into the 4,096 bytes of an answer; real ones have about 250.
    static bool IsUsable(string? id) =>
        id is { Length: > 0 and <= MostBytesOfAnId } && JsonSize.Of(id) <= MostBytesOfAnId && CleanText.IsClean(id);

    static string? PhysicalId(string? given, List<string> findings)
    {
        if (string.IsNullOrEmpty(given) || PhysicalResourceIds.Problem(given) is not { } problem)
        {
            return string.IsNullOrEmpty(given) ? null : given;
        }

        findings.Add($"PhysicalResourceId {problem}");
        return null;
    }
}
