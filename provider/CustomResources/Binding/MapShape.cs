using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>An object whose member names are the template author's choice.</summary>
sealed class MapShape(Lazy<Shape> element) : Shape
{
    public override string? Problem(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? null : $"{Quoted.Value(value)} is not a map";

    public override void Write(JsonElement value, string place, Rewriting rewriting)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        rewriting.Writer.WriteStartObject();
        foreach (var part in value.EnumerateObject())
        {
            var name = JsonText.NameOf(part);
            var partPlace = $"{place}.{Quoted.Name(name)}";
            if (TextShape.TextProblem(name) is { } problem)
            {
                rewriting.Find(partPlace, $"{place}: a name in it {problem}");
            }
            else if (!seen.Add(name!))
            {
                rewriting.Find(partPlace, $"{partPlace} is given twice");
            }
            else
            {
                _ = WritePart(element.Value, part.Value, name, partPlace, rewriting);
            }
        }

        rewriting.Writer.WriteEndObject();
    }
}
