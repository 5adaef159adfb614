using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>A value that CloudFormation sends as a string and the serialiser wants otherwise.</summary>
/// <param name="read">From the string to the serialiser's JSON; null when it isn't one.</param>
/// <param name="expected">What such a string is not: "a whole number".</param>
sealed class ScalarShape(Func<string, string?> read, Func<string, string> expected) : Shape
{
    public override bool TryWrite(JsonElement value, string? name, Rewriting rewriting)
    {
        var text = value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? null : JsonText.Of(value);
        if (text is null || read(text) is not { } json)
        {
            return rewriting.Refuse($"{Quoted.Value(value)} is not {expected(text ?? "")}");
        }

        rewriting.At(name).WriteRawValue(json, skipInputValidation: true);
        return true;
    }
}
