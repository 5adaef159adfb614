using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates.Sam;

/// <summary>What <c>sam package</c> and the transform <c>AWS::Serverless-2016-10-31</c> make of a template.</summary>
/// <param name="images">The URI of each function's image, by logical id.</param>
sealed class SamTransform(IReadOnlyDictionary<string, string> images)
{
    const string Name = "AWS::Serverless-2016-10-31";
    const string FunctionType = "AWS::Serverless::Function";

    /// <exception cref="TemplateException">It has something of SAM that is not supported.</exception>
    public JsonObject Apply(JsonObject template)
    {
        if (template["Transform"] is not { } transform)
        {
            return template;
        }

        if (FunctionCall.Text(transform) != Name || template["Resources"] is not JsonObject resources)
        {
            throw TemplateException.NotSupported("The template", $"Transform {transform.ToJsonString()}");
        }

        var globals = Globals(template);
        var expanded = new JsonObject();
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (logicalId, resource) in resources)
        {
            Expand(logicalId, resource!, globals, expanded, renamed);
        }

        var rest = template.Where(section => section.Key is not ("Transform" or "Globals" or "Resources"))
            .Select(section => KeyValuePair.Create(section.Key, section.Value?.DeepClone()));
        var whole = new JsonObject(rest) { ["Resources"] = expanded };
        return (JsonObject)new SamReferences(renamed).Rewrite(whole)!;
    }

    void Expand(
        string logicalId, JsonNode resource, JsonObject globals, JsonObject expanded, Dictionary<string, string> renamed)
    {
        var type = FunctionCall.Text(resource["Type"]) ?? "";
        if (type != FunctionType)
        {
            expanded[logicalId] = type.StartsWith("AWS::Serverless::", StringComparison.Ordinal)
                ? throw TemplateException.NotSupported(logicalId, type)
                : resource.DeepClone();
            return;
        }

        var function = new SamFunction(logicalId, (JsonObject)resource, globals, images.GetValueOrDefault(logicalId));
        foreach (var (id, made) in function.Resources())
        {
            expanded[id] = made;
        }

        foreach (var (from, to) in function.Names)
        {
            renamed[from] = to;
        }
    }

    static JsonObject Globals(JsonObject template)
    {
        var globals = template["Globals"] as JsonObject ?? [];
        return globals.Select(section => section.Key).FirstOrDefault(key => key != "Function") is { } other
            ? throw TemplateException.NotSupported("Globals", other)
            : globals["Function"] as JsonObject ?? [];
    }
}
