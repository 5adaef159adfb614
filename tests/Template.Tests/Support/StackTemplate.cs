using System.Reflection;
using System.Text.Json.Nodes;

namespace Lockstep.Template.Tests.Support;

/// <summary>The repository's <c>template.yaml</c>.</summary>
sealed class StackTemplate
{
    readonly JsonObject _root;

    StackTemplate(JsonObject root)
    {
        _root = root;
        Resources = root["Resources"]!.AsObject()
            .Select(member => new Resource(member.Key, member.Value!.AsObject()))
            .ToDictionary(resource => resource.Id, StringComparer.Ordinal);
    }

    public static string Repository { get; } = typeof(StackTemplate).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "Repository").Value!;

    public static StackTemplate Project { get; } =
        new(TemplateReader.Read(File.ReadAllText(Path.Combine(Repository, "template.yaml"))));

    public IReadOnlyDictionary<string, Resource> Resources { get; }

    public JsonObject Parameters => _root["Parameters"]!.AsObject();

    public JsonObject Globals => _root["Globals"]!.AsObject();

    public Resource this[string id] => Resources[id];

    public IEnumerable<Resource> OfType(string type) => Resources.Values.Where(resource => resource.Type == type);

    public IEnumerable<Resource> Custom =>
        Resources.Values.Where(resource => resource.Type.StartsWith("Custom::", StringComparison.Ordinal));

    public IEnumerable<Resource> Functions => OfType("AWS::Serverless::Function").Concat(OfType("AWS::Lambda::Function"));

    /// <summary>Every Ref and GetAtt, outputs' too.</summary>
    public IEnumerable<Reference> References => Reference.In(_root);

    /// <summary>All that CloudFormation makes before a resource, and deletes after it; conditional ones included.</summary>
    public IReadOnlySet<string> BehindOf(string id)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(this[id].Dependencies);
        while (open.TryDequeue(out var next))
        {
            if (Resources.TryGetValue(next, out var resource) && found.Add(next))
            {
                resource.Dependencies.ToList().ForEach(open.Enqueue);
            }
        }

        return found;
    }
}
