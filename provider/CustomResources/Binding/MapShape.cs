using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>An object whose member names are the template author's choice.</summary>
sealed class MapShape(Lazy<Shape> element) : Shape
{
    public override bool TryWrite(JsonElement value, string? name, string place, Rewriting rewriting)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return rewriting.Refuse(place, $"{Quoted.Value(value)} is not a map");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        rewriting.At(name).WriteStartObject();
        foreach (var part in value.EnumerateObject())
        {
            _ = part.Value.ValueKind == JsonValueKind.Null || TryWritePart(part, seen, place, rewriting);
        }

        rewriting.At(null).WriteEndObject();
        return true;
    }

    bool TryWritePart(JsonProperty part, HashSet<string> seen, string place, Rewriting rewriting)
    {
        var name = JsonText.NameOf(part);
        var partPlace = $"{place}.{Quoted.Name(name)}";
        return TextShape.Problem(name) is { } problem ? rewriting.Find(partPlace, $"{place}: a name in it {problem}")
            : seen.Add(name!) ? element.Value.TryWrite(part.Value, name, partPlace, rewriting)
            : rewriting.Find(partPlace, $"{partPlace} is given twice");
    }
}
