using System.Text.Json;

namespace Lockstep.CustomResources.Binding;

sealed class ListShape(Lazy<Shape> element) : Shape
{
    public override bool TryWrite(JsonElement value, string? name, Rewriting rewriting)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return rewriting.Refuse($"{Quoted.Value(value)} is not a list");
        }

        var index = 0;
        rewriting.At(name).WriteStartArray();
        foreach (var part in value.EnumerateArray())
        {
            _ = part.ValueKind == JsonValueKind.Null || rewriting.TryWrite(element.Value, part, name: null, index);
            index++;
        }

        rewriting.At(null).WriteEndArray();
        return true;
    }
}
