using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>Reads a template and refuses, by name, whatever it would otherwise have to ignore.</summary>
static class TemplateReader
{
    static readonly string[] Sections = ["AWSTemplateFormatVersion", "Description", "Metadata", "Resources"];
    static readonly string[] Members =
        ["Type", "Properties", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"];

    public static IEnumerable<TemplateResource> Resources(JsonObject template)
    {
        RefuseOthers(template, Sections, "The template");
        return template["Resources"] is JsonObject { Count: > 0 } resources
            ? resources.Select(entry => Resource(entry.Key, entry.Value))
            : throw new TemplateException("The template has no Resources.");
    }

    static TemplateResource Resource(string logicalId, JsonNode? node)
    {
        if (node is not JsonObject resource || resource["Type"] is not JsonValue type)
        {
            throw new TemplateException($"{logicalId}: a resource has a Type.");
        }

        RefuseOthers(resource, Members, logicalId);
        RefusePolicy(resource, "DeletionPolicy", logicalId);
        RefusePolicy(resource, "UpdateReplacePolicy", logicalId);
        var properties = resource["Properties"] as JsonObject ?? [];
        var references = Reference.AllIn(properties, logicalId).Select(reference => reference.LogicalId);
        var dependencies = references.Concat(DependsOn(resource)).Distinct(StringComparer.Ordinal);
        return new(logicalId, type.GetValue<string>(), properties, [.. dependencies]);
    }

    static IEnumerable<string> DependsOn(JsonObject resource) => resource["DependsOn"] switch
    {
        null => [],
        JsonArray several => several.Select(name => name!.GetValue<string>()),
        var one => [one.GetValue<string>()],
    };

    static void RefuseOthers(JsonObject node, string[] known, string place)
    {
        if (node.Select(member => member.Key).Except(known, StringComparer.Ordinal).FirstOrDefault() is { } other)
        {
            throw TemplateException.NotSupported(place, other);
        }
    }

    static void RefusePolicy(JsonObject resource, string policy, string logicalId)
    {
        if (resource[policy] is { } given && given.GetValue<string>() != "Delete")
        {
            throw TemplateException.NotSupported(logicalId, $"{policy} {given}");
        }
    }
}
