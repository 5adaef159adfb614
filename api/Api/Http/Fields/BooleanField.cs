using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Http.Fields;

/// <summary>Yes or no.</summary>
sealed record BooleanField(string Name) : Field<bool>(Name)
{
    public override string Expectation => "true or false";

    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    public override object? Read(JsonElement value, string path, List<FieldError> errors) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    public override object? Parse(string text) => text switch { "true" => true, "false" => false, _ => null };
}
