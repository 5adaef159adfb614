using System.Runtime.InteropServices;
using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>A string; numbers and booleans of a hand-written event are taken as their text.</summary>
sealed class TextShape : Shape
{
    public override bool TryWrite(JsonElement value, string? name, Rewriting rewriting)
    {
        if (value.ValueKind == JsonValueKind.String && !JsonMarshal.GetRawUtf8Value(value).Contains((byte)'\\'))
        {
            value.WriteTo(rewriting.At(name));
            return true;
        }

        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return rewriting.Refuse($"{Quoted.Value(value)} is not a text");
        }

        var text = JsonText.Of(value);
        if (Problem(text) is { } problem)
        {
            return rewriting.Refuse(problem);
        }

        rewriting.At(name).WriteStringValue(text);
        return true;
    }

    /// <summary>PostgreSQL, C libraries and environment variables all end a text at a NUL.</summary>
    public static string? Problem(string? text) => text switch
    {
        null => "contains half a surrogate pair",
        _ when text.Contains('\0', StringComparison.Ordinal) => "contains a NUL character",
        _ => null,
    };
}
