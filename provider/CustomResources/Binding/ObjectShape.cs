using System.Text.Json;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>An object whose members are known.</summary>
/// <param name="members">All of them, in the type's order.</param>
/// <param name="others">Names that may stand beside them and mean nothing here.</param>
sealed class ObjectShape(IReadOnlyList<Member> members, IReadOnlyList<string> others) : Shape
{
    readonly Dictionary<string, int> _indexes =
        members.Select((member, index) => (member.Name, index)).ToDictionary(StringComparer.Ordinal);

    public override string? Problem(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? null : $"{Quoted.Value(value)} is not a map";

    public override void Write(JsonElement value, string place, Rewriting rewriting)
    {
        var prefix = place.Length == 0 ? "" : $"{place}.";
        var seen = new bool[members.Count];
        var written = new bool[members.Count];
        rewriting.Writer.WriteStartObject();
        foreach (var part in value.EnumerateObject())
        {
            if (JsonText.NameOf(part) is not { } name || !_indexes.TryGetValue(name, out var index))
            {
                FindUnknown(JsonText.NameOf(part), prefix, rewriting);
            }
            else if (seen[index])
            {
                rewriting.Find(prefix + name, $"{prefix}{name} is given twice");
            }
            else
            {
                seen[index] = part.Value.ValueKind != JsonValueKind.Null;
                written[index] = WritePart(members[index].Shape.Value, part.Value, name, prefix + name, rewriting);
            }
        }

        WriteAbsent(seen, written, prefix, rewriting);
        rewriting.Writer.WriteEndObject();
    }

    void WriteAbsent(bool[] seen, bool[] written, string prefix, Rewriting rewriting)
    {
        for (var index = 0; index < members.Count; index++)
        {
            var member = members[index];
            if (member.IsRequired && !seen[index])
            {
                rewriting.Find(prefix + member.Name, $"{prefix}{member.Name} is missing");
            }

            if (!written[index] && member.Default is { } json)
            {
                rewriting.Writer.WritePropertyName(member.Name);
                rewriting.Writer.WriteRawValue(json);
            }
        }
    }

    void FindUnknown(string? name, string prefix, Rewriting rewriting)
    {
        if (name is not null && others.Contains(name, StringComparer.Ordinal))
        {
            return;
        }

        var nearest = name is null ? null : NearestName.To(name, members.Select(member => member.Name));
        var place = prefix + Quoted.Name(name);
        rewriting.Find(place, nearest is null ? $"{place} is not a property" : $"{place} is not a property (did you mean {nearest}?)");
    }
}
