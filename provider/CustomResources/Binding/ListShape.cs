using System.Globalization;
using System.Text.Json;

namespace Lockstep.CustomResources.Binding;

sealed class ListShape(Lazy<Shape> element) : Shape
{
    public override bool TryWrite(JsonElement value, string? name, string place, Rewriting rewriting)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return rewriting.Refuse(place, $"{Quoted.Value(value)} is not a list");
        }

        var index = 0;
        rewriting.At(name).WriteStartArray();
        foreach (var part in value.EnumerateArray())
        {
            var partPlace = string.Create(CultureInfo.InvariantCulture, $"{place}[{index++}]");
            _ = part.ValueKind == JsonValueKind.Null || element.Value.TryWrite(part, name: null, partPlace, rewriting);
        }

        rewriting.At(null).WriteEndArray();
        return true;
    }
}
