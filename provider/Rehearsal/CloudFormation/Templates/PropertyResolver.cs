using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>Makes of a template's properties what a resource is sent: references resolved, and every scalar a string
/// (coverage-roadmap#1037, aws-cdk#4000), recursively.</summary>
/// <param name="resolve">The value behind a reference.</param>
sealed class PropertyResolver(Func<Reference, string> resolve)
{
    public JsonObject Resolve(TemplateResource resource) => (JsonObject)Resolve(resource.Properties, resource.LogicalId)!;

    JsonNode? Resolve(JsonNode? node, string place) => Reference.Of(node, place) is { } reference
        ? JsonValue.Create(resolve(reference))
        : node switch
        {
            JsonObject map => Map(map, place),
            JsonArray list => new JsonArray([.. list.Select(item => Resolve(item, place)).Where(item => item is not null)]),
            { } scalar => JsonValue.Create(Text(scalar)),
            null => null,
        };

    JsonObject Map(JsonObject map, string place) => new(map
        .Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value, place)))
        .Where(member => member.Value is not null));

    static string Text(JsonNode scalar) =>
        scalar.GetValueKind() == JsonValueKind.String ? scalar.GetValue<string>() : scalar.ToJsonString();
}
