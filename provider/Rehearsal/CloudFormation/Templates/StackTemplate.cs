using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>A template in CloudFormation's JSON, without transform: its resources, dependencies before dependents.</summary>
public sealed class StackTemplate
{
    StackTemplate(IReadOnlyList<TemplateResource> resources) => Resources = resources;

    /// <summary>In the order in which they are created; independent ones as the template has them.</summary>
    public IReadOnlyList<TemplateResource> Resources { get; }

    /// <exception cref="TemplateException">It cannot be played; the message names the part.</exception>
    public static StackTemplate Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject template
                ? Read(template)
                : throw new TemplateException("A template is a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new TemplateException($"The template is no JSON: {exception.Message}");
        }
    }

    /// <exception cref="TemplateException">It cannot be played; the message names the part.</exception>
    public static StackTemplate Read(JsonObject template) =>
        new(DependencyOrder.Of([.. TemplateReader.Resources(template)]));

    internal TemplateResource? Find(string logicalId) =>
        Resources.FirstOrDefault(resource => resource.LogicalId == logicalId);
}
