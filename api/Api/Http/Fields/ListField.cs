using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Http.Fields;

/// <summary>A list of objects or of values.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="Item">What each of them is.</param>
/// <param name="Least">Items.</param>
/// <param name="Most">Items.</param>
sealed record ListField<T>(string Name, Field<T> Item, int Least, int Most) : Field<IReadOnlyList<T>>(Name)
    where T : notnull
{
    public override string Expectation => string.Create(CultureInfo.InvariantCulture, $"a list of {Least} to {Most} items");

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = Item.Schema(),
        ["minItems"] = Least,
        ["maxItems"] = Most,
    };

    public override object? Read(JsonElement value, string path, List<FieldError> errors)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is var count && (count < Least || count > Most))
        {
            return null;
        }

        var items = new List<T>();
        foreach (var (index, element) in value.EnumerateArray().Index())
        {
            Read(element, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), items, errors);
        }

        return items;
    }

    public override object? Parse(string text) => null;

    void Read(JsonElement element, string place, List<T> items, List<FieldError> errors)
    {
        var before = errors.Count;
        if (Item.Read(element, place, errors) is T item)
        {
            items.Add(item);
        }
        else if (errors.Count == before)
        {
            errors.Add(new(place, $"must be {Item.Expectation}"));
        }
    }
}
