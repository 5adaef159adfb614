using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>An object whose member names are the template author's choice.</summary>
sealed class MapShape(Lazy<Shape> element) : Shape
{
    public override bool TryWrite(JsonElement value, string? name, Rewriting rewriting)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return rewriting.Refuse($"{Quoted.Value(value)} is not a map");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        rewriting.At(name).WriteStartObject();
        foreach (var part in value.EnumerateObject())
        {
            _ = part.Value.ValueKind == JsonValueKind.Null || TryWrite(part, seen, rewriting);
        }

        rewriting.At(null).WriteEndObject();
        return true;
    }

    bool TryWrite(JsonProperty part, HashSet<string> seen, Rewriting rewriting)
    {
        var name = JsonText.NameOf(part);
        return TextShape.Problem(name) is { } problem ? rewriting.Refuse($"a name in it {problem}")
            : seen.Add(name!) ? rewriting.TryWrite(element.Value, part.Value, name)
            : rewriting.Refuse(Quoted.Name(name), "is given twice");
    }
}
