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

    enum State : byte
    {
        Absent,
        Bad,
        Written,
    }

    public override bool TryWrite(JsonElement value, string? name, string place, Rewriting rewriting)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return rewriting.Refuse(place, $"{Quoted.Value(value)} is not a map");
        }

        var prefix = place.Length == 0 ? "" : $"{place}.";
        var states = new State[members.Count];
        rewriting.At(name).WriteStartObject();
        foreach (var part in value.EnumerateObject())
        {
            if (JsonText.NameOf(part) is { } known && _indexes.TryGetValue(known, out var index))
            {
                states[index] = WritePart(part.Value, members[index], states[index], prefix, rewriting);
            }
            else
            {
                FindUnknown(JsonText.NameOf(part), prefix, rewriting);
            }
        }

        WriteRest(states, prefix, rewriting);
        rewriting.At(null).WriteEndObject();
        return true;
    }

    static State WritePart(JsonElement value, Member member, State state, string prefix, Rewriting rewriting)
    {
        var place = prefix.Length == 0 ? member.Name : prefix + member.Name;
        if (state != State.Absent)
        {
            _ = rewriting.Find(place, $"{place} is given twice");
            return state;
        }

        return value.ValueKind == JsonValueKind.Null ? State.Absent
            : member.Shape.Value.TryWrite(value, member.Name, place, rewriting) ? State.Written
            : State.Bad;
    }

    void WriteRest(State[] states, string prefix, Rewriting rewriting)
    {
        for (var index = 0; index < members.Count; index++)
        {
            var member = members[index];
            if (states[index] == State.Absent && member.IsRequired)
            {
                _ = rewriting.Find(prefix + member.Name, $"{prefix}{member.Name} is missing");
            }

            if (states[index] != State.Written && member.Default is { } json)
            {
                rewriting.At(member.Name).WriteRawValue(json, skipInputValidation: true);
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
        var hint = nearest is null ? "" : $" (did you mean {nearest}?)";
        _ = rewriting.Find(place, $"{place} is not a property{hint}");
    }
}
