using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>Values as findings quote them.</summary>
static class Quoted
{
    const int Longest = 40;

    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "a map",
        JsonValueKind.Array => "a list",
        _ => $"'{Name(JsonText.Of(value))}'",
    };

    /// <summary>A name that somebody else chose, which may be of any length.</summary>
    public static string Name(string? text) => text switch
    {
        null => "half a surrogate pair",
        { Length: > Longest } => string.Concat(text.AsSpan(0, Longest), "…"),
        _ => text,
    };
}
