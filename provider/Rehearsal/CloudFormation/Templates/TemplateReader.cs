using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>Reads a template and refuses, by name, whatever it would otherwise have to ignore.</summary>
sealed class TemplateReader
{
    static readonly string[] Sections =
        ["AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Conditions", "Resources", "Outputs"];

    static readonly string[] Members =
        ["Type", "Properties", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata", "Condition"];

    readonly JsonObject _template;
    readonly JsonObject _resources;
    readonly Conditions _conditions;

    public TemplateReader(JsonObject template, IReadOnlyDictionary<string, string> parameters)
    {
        RefuseOthers(template, Sections, "The template");
        _template = template;
        _resources = template["Resources"] is JsonObject { Count: > 0 } resources
            ? resources
            : throw new TemplateException("The template has no Resources.");
        _conditions = new(template, parameters);
    }

    /// <summary>Those whose condition is true.</summary>
    public IEnumerable<TemplateResource> Resources() =>
        _resources.Where(entry => IsThere(entry.Key)).Select(entry => Resource(entry.Key, (JsonObject)entry.Value!));

    /// <summary>Their values, unresolved, by name.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Outputs() => (_template["Outputs"] as JsonObject ?? [])
        .Where(entry => entry.Value?["Condition"] is not { } name || _conditions.IsTrue(FunctionCall.Text(name)!, entry.Key))
        .ToDictionary(entry => entry.Key, entry => _conditions.Settle(entry.Value?["Value"], entry.Key), StringComparer.Ordinal);

    bool IsThere(string logicalId) => _resources[logicalId] is not JsonObject resource || resource["Type"] is not JsonValue
        ? throw new TemplateException($"{logicalId}: a resource has a Type.")
        : resource["Condition"] is not { } name || _conditions.IsTrue(FunctionCall.Text(name)!, logicalId);

    TemplateResource Resource(string logicalId, JsonObject resource)
    {
        RefuseOthers(resource, Members, logicalId);
        var properties = _conditions.Settle(resource["Properties"], logicalId) as JsonObject ?? [];
        var references = Reference.AllIn(properties, logicalId).Select(reference => reference.LogicalId);
        var dependencies = references.Concat(DependsOn(resource)).Distinct(StringComparer.Ordinal);
        return new(logicalId, resource["Type"]!.GetValue<string>(), properties, [.. dependencies])
        {
            DeletionPolicy = PolicyOf(resource, "DeletionPolicy", logicalId, ResourcePolicy.OfDeletion),
            UpdateReplacePolicy = PolicyOf(resource, "UpdateReplacePolicy", logicalId, ResourcePolicy.OfReplacement),
        };
    }

    // One whose condition is false is nothing to wait for.
    IEnumerable<string> DependsOn(JsonObject resource) =>
        (resource["DependsOn"] as JsonArray ?? [resource["DependsOn"]?.DeepClone()])
            .Select(FunctionCall.Text).OfType<string>().Where(name => !_resources.ContainsKey(name) || IsThere(name));

    static void RefuseOthers(JsonObject node, string[] known, string place)
    {
        if (node.Select(member => member.Key).Except(known, StringComparer.Ordinal).FirstOrDefault() is { } other)
        {
            throw TemplateException.NotSupported(place, other);
        }
    }

    static string PolicyOf(JsonObject resource, string attribute, string logicalId, IReadOnlyList<string> known)
    {
        var given = FunctionCall.Text(resource[attribute]) ?? (resource[attribute] is null ? ResourcePolicy.Delete : "");
        return known.Contains(given, StringComparer.Ordinal)
            ? given
            : throw TemplateException.NotSupported(logicalId, $"{attribute} {resource[attribute]?.ToJsonString()}");
    }
}
