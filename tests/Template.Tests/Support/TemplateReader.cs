using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Template.Tests.Support;

/// <summary>
/// YAML with CloudFormation's tags as the JSON of the long forms; every scalar is a text, as a resource gets it.
/// </summary>
static class TemplateReader
{
    public static JsonObject Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (JsonObject)Convert(stream.Documents[0].RootNode)!;
    }

    static JsonNode? Convert(YamlNode node)
    {
        JsonNode? value = node switch
        {
            YamlScalarNode scalar => scalar.Value,
            YamlSequenceNode list => new JsonArray([.. list.Select(Convert)]),
            YamlMappingNode map => Map(map),
            _ => throw new NotSupportedException($"{node.NodeType} at line {node.Start.Line}"),
        };
        return !node.Tag.IsEmpty && node.Tag.IsLocal ? Function(node.Tag.Value[1..], value!) : value;
    }

    static JsonObject Map(YamlMappingNode map)
    {
        var members = new JsonObject();
        foreach (var (name, value) in map.Children)
        {
            members.Add(((YamlScalarNode)name).Value!, Convert(value));
        }

        return members;
    }

    static JsonObject Function(string name, JsonNode argument) => name switch
    {
        "Ref" or "Condition" => new() { [name] = argument },
        "GetAtt" => new() { ["Fn::GetAtt"] = new JsonArray([.. $"{argument}".Split('.', 2)]) },
        _ => new() { [$"Fn::{name}"] = argument },
    };
}
