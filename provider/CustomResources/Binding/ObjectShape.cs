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

    public override bool TryWrite(JsonElement value, string? name, Rewriting rewriting)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return rewriting.Refuse($"{Quoted.Value(value)} is not a map");
        }

        var states = new State[members.Count];
        rewriting.At(name).WriteStartObject();
        foreach (var part in value.EnumerateObject())
        {
            if (JsonText.NameOf(part) is { } known && _indexes.TryGetValue(known, out var index))
            {
                states[index] = WritePart(part.Value, members[index], states[index], rewriting);
            }
            else
            {
                FindUnknown(JsonText.NameOf(part), rewriting);
            }
        }

        WriteRest(states, rewriting);
        rewriting.At(null).WriteEndObject();
        return true;
    }

    static State WritePart(JsonElement value, Member member, State state, Rewriting rewriting)
    {
        if (state != State.Absent)
        {
            _ = rewriting.Refuse(member.Name, "is given twice");
            return state;
        }

        return value.ValueKind == JsonValueKind.Null ? State.Absent
            : rewriting.TryWrite(member.Shape.Value, value, member.Name) ? State.Written
            : State.Bad;
    }

    void WriteRest(State[] states, Rewriting rewriting)
    {
        for (var index = 0; index < members.Count; index++)
        {
            var member = members[index];
            if (states[index] == State.Absent && member.IsRequired)
            {
                _ = rewriting.Refuse(member.Name, "is missing");
            }

            if (states[index] != State.Written && member.Default is { } json)
            {
                rewriting.At(member.Name).WriteRawValue(json, skipInputValidation: true);
            }
        }
    }

    void FindUnknown(string? name, Rewriting rewriting)
    {
        if (name is not null && others.Contains(name, StringComparer.Ordinal))
        {
            return;
        }

        var nearest = name is null ? null : NearestName.To(name, members.Select(member => member.Name));
        var hint = nearest is null ? "" : $" (did you mean {nearest}?)";
        _ = rewriting.Refuse(Quoted.Name(name), $"is not a property{hint}");
    }
}
