using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>Reads a template's YAML, with CloudFormation's short forms, into the JSON that it stands for
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html).</summary>
static class YamlText
{
    /// <exception cref="TemplateException">It is no YAML, or no map.</exception>
    public static JsonObject Read(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? (JsonObject)Convert(root)!
                : throw new TemplateException("A template is one YAML document, and a map.");
        }
        catch (YamlException exception)
        {
            throw new TemplateException($"The template is no YAML: {exception.Start}: {exception.Message}");
        }
    }

    static JsonNode? Convert(YamlNode node)
    {
        JsonNode? plain = node switch
        {
            YamlMappingNode map => new JsonObject(map.Children.Select(
                member => KeyValuePair.Create(((YamlScalarNode)member.Key).Value!, Convert(member.Value)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
            YamlScalarNode scalar => Scalar(scalar),
            _ => throw new TemplateException($"{node.Start}: a {node.NodeType} is not supported by the rehearsal."),
        };
        return node.Tag.IsEmpty || !node.Tag.Value.StartsWith('!') ? plain : Tagged(node.Tag.Value[1..], plain);
    }

    // !GetAtt A.B is the one short form whose long form has another argument.
    static JsonObject Tagged(string function, JsonNode? argument) => function switch
    {
        "Ref" or "Condition" => new() { [function] = argument },
        "GetAtt" when argument is JsonValue both => new()
        {
            ["Fn::GetAtt"] = new JsonArray([.. both.GetValue<string>().Split('.', 2).Select(word => JsonValue.Create(word))]),
        },
        _ => new() { [$"Fn::{function}"] = argument },
    };

    static CultureInfo Invariant => CultureInfo.InvariantCulture;

    // CloudFormation sends every scalar as a string; only the boolean's and the number's spelling counts.
    static JsonValue? Scalar(YamlScalarNode scalar) => scalar switch
    {
        { Style: not ScalarStyle.Plain } => JsonValue.Create(scalar.Value),
        { Value: null or "" or "null" or "~" } => scalar.Tag.IsEmpty ? null : JsonValue.Create(""),
        { Value: "true" or "True" or "TRUE" } => JsonValue.Create(true),
        { Value: "false" or "False" or "FALSE" } => JsonValue.Create(false),
        { Value: var digits } when long.TryParse(digits, NumberStyles.AllowLeadingSign, Invariant, out var number)
            && number.ToString(Invariant) == digits => JsonValue.Create(number),
        _ => JsonValue.Create(scalar.Value),
    };
}
