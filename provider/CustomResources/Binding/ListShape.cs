using System.Globalization;
using System.Text.Json;

namespace Lockstep.CustomResources.Binding;

sealed class ListShape(Lazy<Shape> element) : Shape
{
    public override string? Problem(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? null : $"{Quoted.Value(value)} is not a list";

    public override void Write(JsonElement value, string place, Rewriting rewriting)
    {
        var index = 0;
        rewriting.Writer.WriteStartArray();
        foreach (var part in value.EnumerateArray())
        {
            var partPlace = string.Create(CultureInfo.InvariantCulture, $"{place}[{index++}]");
            _ = WritePart(element.Value, part, name: null, partPlace, rewriting);
        }

        rewriting.Writer.WriteEndArray();
    }
}
