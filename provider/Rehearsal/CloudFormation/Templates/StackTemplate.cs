using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Templates.Sam;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>A template as CloudFormation has it after its transform: resources, dependencies before dependents.</summary>
public sealed class StackTemplate
{
    StackTemplate(IReadOnlyList<TemplateResource> resources, IReadOnlyDictionary<string, JsonNode?> outputs) =>
        (Resources, Outputs) = (resources, outputs);

    /// <summary>In the order in which they are created; independent ones as the template has them.</summary>
    public IReadOnlyList<TemplateResource> Resources { get; }

    internal IReadOnlyDictionary<string, JsonNode?> Outputs { get; }

    /// <summary>Reads JSON without transform, parameters or conditions.</summary>
    /// <exception cref="TemplateException">It cannot be played; the message names the part.</exception>
    public static StackTemplate Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject template
                ? Of(template)
                : throw new TemplateException("A template is a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new TemplateException($"The template is no JSON: {exception.Message}");
        }
    }

    /// <summary>A template as an object, without transform, parameters or conditions.</summary>
    /// <exception cref="TemplateException">It cannot be played; the message names the part.</exception>
    public static StackTemplate Of(JsonObject template) => Read(template, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Reads a SAM template in YAML.</summary>
    /// <exception cref="TemplateException">It cannot be played; the message names the part.</exception>
    public static StackTemplate Load(string yaml, TemplateInputs inputs) =>
        Read(new SamTransform(inputs.Images).Apply(YamlText.Read(yaml)), inputs.Parameters);

    internal TemplateResource? Find(string logicalId) =>
        Resources.FirstOrDefault(resource => resource.LogicalId == logicalId);

    static StackTemplate Read(JsonObject template, IReadOnlyDictionary<string, string> parameters)
    {
        var reader = new TemplateReader(template, parameters);
        return new(DependencyOrder.Of([.. reader.Resources()]), reader.Outputs());
    }
}
