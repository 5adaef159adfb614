using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>An intrinsic function and its argument: <c>{ "Fn::Join": [...] }</c>.</summary>
sealed record FunctionCall(string Name, JsonNode? Argument)
{
    /// <summary>The argument's items; one that is no list is an item.</summary>
    public IReadOnlyList<JsonNode?> Arguments => Argument is JsonArray list ? [.. list] : [Argument];

    /// <summary>The function that a node calls; null for a node that is none.</summary>
    public static FunctionCall? Of(JsonNode? node) =>
        node is JsonObject { Count: 1 } map && map.Single() is var (name, argument) && IsFunction(name)
            ? new(name, argument)
            : null;

    /// <summary>An argument that has to be a text as it stands.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value
        ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()
        : null;

    public override string ToString() => new JsonObject { [Name] = Argument?.DeepClone() }.ToJsonString();

    static bool IsFunction(string name) => name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal);
}
