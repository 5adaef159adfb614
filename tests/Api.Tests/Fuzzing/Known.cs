using System.Text.Json;

namespace Lockstep.Api.Tests.Fuzzing;

/// <summary>What answers have told so far: ids that exist, prices, codes, cursors, ETags. Requests are made of them, so that one
/// leads to the next.</summary>
sealed class Known(Contract contract)
{
    readonly Dictionary<string, List<JsonElement>> _byName = new(StringComparer.OrdinalIgnoreCase);

    public void Learn(ContractOperation operation, Support.Answer answer)
    {
        if (answer.Headers.TryGetValue("ETag", out var etag))
        {
            Add("If-Match", JsonSerializer.SerializeToElement(etag));
        }

        if (answer.Body.Length > 0)
        {
            Learn(answer.Json, operation);
        }
    }

    /// <summary>What a list's cursors are kept under: another list's do not fit.</summary>
    public static string CursorOf(ContractOperation operation) => $"after {operation.Segment}";

    /// <returns>A value that was seen under the name, or under one with the same last word; null where there is none.</returns>
    /// <param name="name">Of the member or parameter that needs a value.</param>
    /// <param name="choice">Which: any number. The newest are the most likely ones.</param>
    public JsonElement? Value(string name, int choice)
    {
        var (first, second) = choice % 4 == 0 ? (LastWord(name), name) : (name, LastWord(name));
        var values = _byName.GetValueOrDefault(first) ?? _byName.GetValueOrDefault(second);
        return values is null ? null : values[^(1 + (choice % values.Count % (choice % 3 == 0 ? values.Count : 5)))];
    }

    void Learn(JsonElement value, ContractOperation operation)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Learn(item, operation);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Learn(member.Value, operation);
                    Keep(member, operation);
                }

                break;
        }
    }

    void Keep(JsonProperty member, ContractOperation operation)
    {
        if (member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
        {
            var name = member.Name switch
            {
                "id" => contract.IdNames.GetValueOrDefault(operation.Segment, "id"),
                "next" => CursorOf(operation),
                _ => member.Name,
            };
            Add(name, member.Value);
            Add(LastWord(name), member.Value);
        }
    }

    void Add(string name, JsonElement value)
    {
        if (!_byName.TryGetValue(name, out var values))
        {
            _byName[name] = values = [];
        }

        values.Add(value.Clone());
    }

    // The Cents of amountCents and totalCents.
    static string LastWord(string name) => name[int.Max(0, name.AsSpan().LastIndexOfAnyInRange('A', 'Z'))..];
}
