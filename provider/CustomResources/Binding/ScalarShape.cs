using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>A value that CloudFormation sends as a string and the serialiser wants otherwise.</summary>
/// <param name="read">From the string to the serialiser's JSON; null when it isn't one.</param>
/// <param name="expected">What such a string is not: "a whole number".</param>
sealed class ScalarShape(Func<string, string?> read, Func<string, string> expected) : Shape
{
    public override string? Problem(JsonElement value) => TextOf(value) is { } text
        ? read(text) is null ? $"{Quoted.Value(value)} is not {expected(text)}" : null
        : $"{Quoted.Value(value)} is not {expected("")}";

    public override void Write(JsonElement value, string place, Rewriting rewriting) =>
        rewriting.Writer.WriteRawValue(read(TextOf(value)!)!);

    static string? TextOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? null : JsonText.Of(value);
}
