using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Http.Fields;

/// <summary>One of the labels of an enum in the database.</summary>
sealed record ChoiceField(string Name, IReadOnlyList<string> Labels) : Field<string>(Name)
{
    public override string Expectation => $"one of {string.Join(", ", Labels)}";

    public override JsonObject Schema() => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. Labels.Select(label => (JsonNode)label)]),
    };

    public override object? Read(JsonElement value, string path, List<FieldError> errors) =>
        JsonText.Of(value) is { } text ? Parse(text) : null;

    public override object? Parse(string text) => Labels.FirstOrDefault(label => label == text);
}
