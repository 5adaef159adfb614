using System.Text.Json.Nodes;

namespace Lockstep.Template.Tests.Support;

/// <summary>Properties as CloudFormation would send them: intrinsics replaced by values of the right kind.</summary>
static class Sample
{
    public static JsonObject Of(Resource resource, bool isProduction) => (JsonObject)Value(resource.Properties, isProduction);

    static JsonNode Value(JsonNode node, bool isProduction) => node switch
    {
        JsonArray list => new JsonArray([.. list.Select(item => Value(item!, isProduction))]),
        JsonObject map when map.Count == 1 && map.Single() is var (name, argument)
            && Function(name, argument!, isProduction) is { } value => value,
        JsonObject map => Members(map, isProduction),
        _ => node.DeepClone(),
    };

    static JsonNode? Function(string name, JsonNode argument, bool isProduction) => (name, argument) switch
    {
        ("Fn::If", JsonArray choice) => Value(choice[isProduction ? 1 : 2]!, isProduction),
        ("Fn::GetAtt", JsonArray parts) => $"{parts[1]}" switch
        {
            "Version.Version" => "7",
            "Endpoint.Port" => "5432",
            var attribute => $"{parts[0]}.{attribute}",
        },
        ("Ref", JsonValue parameter) => StackTemplate.Project.Parameters[$"{parameter}"]!["Default"]!.DeepClone(),
        _ => null,
    };

    static JsonObject Members(JsonObject map, bool isProduction)
    {
        var members = new JsonObject();
        foreach (var (name, value) in map)
        {
            members.Add(name, Value(value!, isProduction));
        }

        return members;
    }
}
