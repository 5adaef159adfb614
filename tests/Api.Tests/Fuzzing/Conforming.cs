using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;

namespace Lockstep.Api.Tests.Fuzzing;

/// <summary>Values that a schema allows, made of what is known where that fits.</summary>
static class Conforming
{
    static readonly Gen<string> Letter = Gen.Char['a', 'z'].Select(letter => letter.ToString());

    static readonly Gen<string> Capital = Gen.Char['A', 'Z'].Select(letter => letter.ToString());

    /// <summary>Each one character of Unicode that can be stored, however unusual.</summary>
    static readonly Gen<string> Character = Gen.Frequency(
        (6, Letter),
        (1, Gen.OneOf(" ", "'", "\"", "\\", "%", "_", "<", "&", "$1", "{").Select(text => text[..1])),
        (1, Gen.OneOf("ä", "ß", "İ", "日", "ع", "\u0301", "\u200b", "\u202e", "\ufeff", "\uffff", "🫖", "𝕏")),
        (1, Gen.Char['\u0001', '\u001f'].Select(control => control.ToString())));

    static readonly Gen<string> Email = Gen.Select(Texts(Letter, 1, 20), Texts(Letter, 1, 20), (name, host) => $"{name}@{host}");

    public static Gen<Func<Known, JsonNode?>> Value(string name, JsonObject schema) =>
        schema["enum"] is JsonArray labels
            ? Gen.Int[0, labels.Count - 1].Select(index => Just(labels[index]!))
            : (string)schema["type"]! switch
            {
                "object" => Object(schema),
                "array" => Array(name, schema),
                "boolean" => Gen.Bool.Select(value => Just(JsonValue.Create(value))),
                "integer" => WithKnown(name, schema, Integer(schema).Select(value => (JsonNode)JsonValue.Create(value))),
                _ => WithKnown(name, schema, Text(schema).Select(value => (JsonNode)JsonValue.Create(value))),
            };

    /// <summary>A text of a header: visible ASCII.</summary>
    public static Gen<string> HeaderText(JsonObject schema) =>
        Gen.OneOf(Texts(Letter, 1, 10), Gen.OneOf("*", "\"1\"")).Where(text => IsText(schema, text));

    public static Gen<string> Text(JsonObject schema)
    {
        var (least, most) = ((int?)schema["minLength"] ?? 0, (int?)schema["maxLength"] ?? 100);
        return Gen.OneOf(Texts(Character, least, most), Texts(Capital, least, most), Email).Where(text => IsText(schema, text));
    }

    static bool IsText(JsonObject schema, string text) =>
        text.EnumerateRunes().Count() is var length
        && length >= ((int?)schema["minLength"] ?? 0) && length <= ((int?)schema["maxLength"] ?? int.MaxValue)
        && (schema["pattern"] is not { } pattern || Regex.IsMatch(text, (string)pattern!, RegexOptions.None, TimeSpan.FromSeconds(1)));

    static Gen<string> Texts(Gen<string> character, int least, int most) => Gen.Frequency(
        (8, Gen.Int[least, int.Min(most, least + 10)]),
        (1, Gen.Const(least)),
        (1, Gen.Const(most))).SelectMany(length => character.Array[length].Select(string.Concat));

    static Gen<long> Integer(JsonObject schema)
    {
        var (least, most) = ((long)schema["minimum"]!, (long)schema["maximum"]!);
        return Gen.Frequency(
            (6, Gen.Long[least, long.Min(most, least + 5)]),
            (1, Gen.Long[least, most]),
            (1, Gen.OneOf(least, most)));
    }

    static Gen<Func<Known, JsonNode?>> WithKnown(string name, JsonObject schema, Gen<JsonNode> otherwise) =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9999], otherwise).Select((use, choice, made) => Recipe(
            known => use < 7 && known.Value(name, choice) is { } value && Fits(schema, value)
                ? JsonSerializer.SerializeToNode(value)
                : made.DeepClone()));

    static bool Fits(JsonObject schema, JsonElement value) => (string)schema["type"]! == "integer"
        ? value.ValueKind == JsonValueKind.Number && value.GetInt64() is var number
            && number >= (long)schema["minimum"]! && number <= (long)schema["maximum"]!
        : value.ValueKind == JsonValueKind.String && IsText(schema, value.GetString()!);

    static Gen<Func<Known, JsonNode?>> Array(string name, JsonObject schema)
    {
        var (least, most) = ((int)schema["minItems"]!, (int)schema["maxItems"]!);
        return Gen.Frequency((9, Gen.Int[least, int.Min(most, least + 2)]), (1, Gen.Const(most)))
            .SelectMany(length => Value(ItemName(name), schema["items"]!.AsObject()).Array[length])
            .Select(items => Recipe(known => new JsonArray([.. items.Select(item => item(known))])));
    }

    // The values of categoryIds are known as categoryId.
    static string ItemName(string name) => name.TrimEnd('s');

    static Gen<Func<Known, JsonNode?>> Object(JsonObject schema)
    {
        var required = schema["required"]!.AsArray().Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);
        var members = schema["properties"]!.AsObject().Select(property =>
            Gen.Select(Value(property.Key, property.Value!.AsObject()), Gen.Bool)
                .Select((value, isThere) => (Name: property.Key, Value: isThere || required.Contains(property.Key) ? value : null)));
        return All(members).Select(made => Recipe(known => new JsonObject(
            made.Where(member => member.Value is not null)
                .Select(member => KeyValuePair.Create(member.Name, member.Value!(known))))));
    }

    /// <summary>One value of each.</summary>
    public static Gen<IReadOnlyList<T>> All<T>(IEnumerable<Gen<T>> generators) => generators.Aggregate(
        Gen.Const<IReadOnlyList<T>>([]), (all, next) => Gen.Select(all, next, IReadOnlyList<T> (some, one) => [.. some, one]));

    static Func<Known, JsonNode?> Just(JsonNode value) => _ => value.DeepClone();

    static Func<Known, JsonNode?> Recipe(Func<Known, JsonNode?> recipe) => recipe;
}
