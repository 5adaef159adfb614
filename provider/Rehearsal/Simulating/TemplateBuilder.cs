using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>A template, resource by resource.</summary>
public sealed class TemplateBuilder
{
    readonly JsonObject _resources = [];

    /// <summary>Adds a resource, or puts it in the place of the one of that name.</summary>
    /// <param name="logicalId">Its key.</param>
    /// <param name="type"><c>Custom::Thing</c>, <c>AWS::Lambda::Function</c>, <see cref="TestType.Name"/>, …</param>
    /// <param name="properties">Functions and all; see <see cref="Ref"/> and <see cref="GetAtt"/>.</param>
    /// <param name="attributes"><c>DependsOn</c>, <c>DeletionPolicy</c> and what else stands beside its properties.</param>
    public TemplateBuilder Add(
        string logicalId, string type, JsonObject properties, params IEnumerable<(string Name, JsonNode Value)> attributes)
    {
        var resource = new JsonObject { ["Type"] = type, ["Properties"] = properties.DeepClone() };
        foreach (var (name, value) in attributes)
        {
            resource[name] = value.DeepClone();
        }

        _resources[logicalId] = resource;
        return this;
    }

    /// <exception cref="TemplateException">It cannot be played; the message names the part.</exception>
    public StackTemplate Build() => StackTemplate.Of(new() { ["Resources"] = _resources.DeepClone() });

    /// <summary>A resource's physical id.</summary>
    public static JsonObject Ref(string logicalId) => new() { ["Ref"] = logicalId };

    /// <summary>An attribute of a resource.</summary>
    public static JsonObject GetAtt(string logicalId, string attribute) =>
        new() { ["Fn::GetAtt"] = new JsonArray(logicalId, attribute) };
}
