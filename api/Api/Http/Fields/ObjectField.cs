using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Http.Fields;

/// <summary>An object of known members, made into a record; unknown ones are refused.</summary>
/// <param name="Name">Of the schema in the OpenAPI document.</param>
/// <param name="Members">All that it may have.</param>
/// <param name="Make">Makes the record of members that are as they must be.</param>
sealed record ObjectField<T>(string Name, IReadOnlyList<Field> Members, Func<FieldValues, T> Make) : Field<T>(Name)
    where T : notnull
{
    public override string Expectation => "an object";

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray([.. Members.Where(member => !member.Optional).Select(member => (JsonNode)member.Name)]),
        ["properties"] = new JsonObject(Members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Described(member)))),
    };

    static JsonObject Described(Field member)
    {
        var schema = member.Schema();
        if (member.Summary is { } summary)
        {
            schema["description"] = summary;
        }

        return schema;
    }

    public override object? Read(JsonElement value, string path, List<FieldError> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var before = errors.Count;
        var values = new FieldValues();
        RefuseUnknown(value, path, errors);
        foreach (var member in Members)
        {
            Read(member, value, path, values, errors);
        }

        return errors.Count == before ? Make(values) : null;
    }

    public override object? Parse(string text) => null;

    static void Read(Field member, JsonElement parent, string path, FieldValues values, List<FieldError> errors)
    {
        var place = Place(path, member.Name);
        if (!parent.TryGetProperty(member.Name, out var value) || (value.ValueKind == JsonValueKind.Null && member.Optional))
        {
            if (!member.Optional)
            {
                errors.Add(new(place, "is missing"));
            }

            return;
        }

        var before = errors.Count;
        if (member.Read(value, place, errors) is { } read)
        {
            values.Set(member, read);
        }
        else if (errors.Count == before)
        {
            errors.Add(new(place, $"must be {member.Expectation}"));
        }
    }

    void RefuseUnknown(JsonElement value, string path, List<FieldError> errors) =>
        errors.AddRange(
            value.EnumerateObject().Where(property => Members.All(member => !property.NameEquals(member.Name)))
                .Select(property => new FieldError(Place(path, property.Name), "is not known")));

    static string Place(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
