using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Tests.Fuzzing;

/// <summary>Holds a JSON value against a schema. A keyword that it does not know is a misfit, so that none is passed over.</summary>
static class Conformity
{
    /// <returns>Each place where they differ.</returns>
    public static IEnumerable<string> Misfits(JsonElement value, JsonNode schema, string place = "$") =>
        schema.AsObject().SelectMany(keyword => Misfits(value, keyword.Key, keyword.Value!, place));

    static IEnumerable<string> Misfits(JsonElement value, string keyword, JsonNode told, string place) => keyword switch
    {
        "type" => Told(Types(told).Contains(TypeOf(value), StringComparer.Ordinal), $"{place} is {TypeOf(value)}, not {told.ToJsonString()}"),
        "properties" when value.ValueKind == JsonValueKind.Object => value.EnumerateObject().SelectMany(member =>
            told[member.Name] is { } schema
                ? Misfits(member.Value, schema, $"{place}.{member.Name}")
                : [$"{place}.{member.Name} is not in the schema"]),
        "required" => told.AsArray().Select(name => (string)name!)
            .Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{place}.{name} is missing"),
        "items" when value.ValueKind == JsonValueKind.Array =>
            value.EnumerateArray().Index().SelectMany(item => Misfits(item.Item, told, $"{place}[{item.Index}]")),
        "format" => Told((string)told! == "date-time" && IsTime(value), $"{place} is no {told}"),
        "properties" or "items" => [],  // of null, where that may be
        _ => [$"{place}: {keyword} cannot be judged"],
    };

    static IEnumerable<string> Told(bool isRight, string misfit) => isRight ? [] : [misfit];

    static IEnumerable<string> Types(JsonNode told) => told is JsonArray several ? several.Select(one => (string)one!) : [(string)told!];

    static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    static bool IsTime(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null
        || DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);
}
