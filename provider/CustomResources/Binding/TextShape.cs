using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>A string; numbers and booleans of a hand-written event are taken as their text.</summary>
sealed class TextShape : Shape
{
    public override string? Problem(JsonElement value) => ProblemOf(value) ?? TextProblem(JsonText.Of(value));

    public override void Write(JsonElement value, string place, Rewriting rewriting) =>
        rewriting.Writer.WriteStringValue(JsonText.Of(value));

    /// <summary>PostgreSQL, C libraries and environment variables all end a text at a NUL.</summary>
    public static string? TextProblem(string? text) => text switch
    {
        null => "contains half a surrogate pair",
        _ when text.Contains('\0', StringComparison.Ordinal) => "contains a NUL character",
        _ => null,
    };

    static string? ProblemOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? $"{Quoted.Value(value)} is not a text" : null;
}
