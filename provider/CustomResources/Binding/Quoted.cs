using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>
/// Other people's texts as messages show them: whole or not at all, for half a secret cannot be recognised and taken
/// out.
/// </summary>
static class Quoted
{
    const int Longest = 60;
    const int LongestLabel = 256;

    static readonly SearchValues<char> OfLabels =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .:_-");

    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "a map",
        JsonValueKind.Array => "a list",
        _ => Text(JsonText.Of(value)),
    };

    public static string Text(string? text) => text is { Length: <= Longest } ? $"'{text}'" : TooLong("a text", text);

    public static string Name(string? text) => text is { Length: > 0 and <= Longest } ? text : TooLong("a name", text);

    /// <summary>An ARN or a name of AWS's; for any other text, what it is like.</summary>
    public static string Label(string text) =>
        text.Length is > 0 and <= LongestLabel && !text.AsSpan().ContainsAnyExcept(OfLabels)
            ? text
            : TooLong("a name", text);

    static string TooLong(string what, string? text) => text is null
        ? $"{what} with half a surrogate pair"
        : string.Create(CultureInfo.InvariantCulture, $"{what} of {text.Length} characters");
}
