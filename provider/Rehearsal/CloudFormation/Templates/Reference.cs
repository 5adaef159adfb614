using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary><c>Ref</c> or <c>Fn::GetAtt</c> to a resource.</summary>
/// <param name="LogicalId">Of the resource.</param>
/// <param name="Attribute">Null: its physical id.</param>
sealed record Reference(string LogicalId, string? Attribute)
{
    /// <summary>What a node refers to; null for a node that is no function.</summary>
    /// <exception cref="TemplateException">It is another function, or this one is malformed.</exception>
    public static Reference? Of(JsonNode? node, string place)
    {
        if (node is not JsonObject { Count: 1 } call)
        {
            return null;
        }

        var (name, argument) = call.Single();
        return (name, Words(argument)) switch
        {
            _ when !IsFunction(name) => null,
            ("Ref", [var id]) when id.StartsWith("AWS::", StringComparison.Ordinal) =>
                throw TemplateException.NotSupported(place, $"Ref {id}"),
            ("Ref", [var id]) => new(id, null),
            ("Fn::GetAtt", [var id, .. { Length: > 0 } attribute]) => new(id, string.Join('.', attribute)),
            ("Fn::GetAtt", [var both]) when both.Split('.', 2) is [var id, var attribute] => new(id, attribute),
            _ => throw TemplateException.NotSupported(place, call.ToJsonString()),
        };
    }

    public static IEnumerable<Reference> AllIn(JsonNode? node, string place) => Of(node, place) is { } reference
        ? [reference]
        : node switch
        {
            JsonObject map => map.SelectMany(member => AllIn(member.Value, place)),
            JsonArray list => list.SelectMany(item => AllIn(item, place)),
            _ => [],
        };

    static bool IsFunction(string name) =>
        name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal);

    static string[] Words(JsonNode? argument) => argument switch
    {
        JsonValue one when one.GetValueKind() == JsonValueKind.String => [one.GetValue<string>()],
        JsonArray several when several.All(word => word?.GetValueKind() == JsonValueKind.String) =>
            [.. several.Select(word => word!.GetValue<string>())],
        _ => [],
    };
}
