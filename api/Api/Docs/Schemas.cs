using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Docs;

/// <summary>The document's schemas by name: of bodies from their fields, of answers from how they are serialised.</summary>
sealed class Schemas
{
    static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>Sorted by their first use.</summary>
    public JsonObject All { get; } = [];

    public JsonObject Reference(Field body) => Reference(body.Name, body.Schema);

    public JsonObject Reference(JsonTypeInfo type) =>
        Reference(NameOf(type.Type), () => (JsonObject)type.GetJsonSchemaAsNode(Options));

    JsonObject Reference(string name, Func<JsonObject> describe)
    {
        if (!All.ContainsKey(name))
        {
            All[name] = describe();
        }

        return new() { ["$ref"] = $"#/components/schemas/{name}" };
    }

    // Page<Order> is PageOfOrder.
    static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}Of{type.GenericTypeArguments[0].Name}" : type.Name;
}
