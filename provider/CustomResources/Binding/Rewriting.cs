using System.Globalization;
using System.Text.Json;

namespace Lockstep.CustomResources.Binding;

/// <summary>Properties on their way from CloudFormation's form to the serialiser's, and what was found in them.</summary>
sealed class Rewriting(Utf8JsonWriter writer)
{
    const int Most = 100;

    readonly List<(string? Name, int Index)> _place = [];
    List<Finding>? _findings;
    int _leftOut;

    /// <summary>A hundred at most, and then how many more there are.</summary>
    public IReadOnlyList<Finding> Findings =>
        _leftOut == 0 ? _findings ?? [] : [.. _findings!, new Finding("", $"and {_leftOut} more")];

    /// <summary>Where a value goes, after its name.</summary>
    public Utf8JsonWriter At(string? name)
    {
        if (name is not null)
        {
            writer.WritePropertyName(name);
        }

        return writer;
    }

    /// <summary>
    /// Writes a part of the value that is being written: a member by its name, or else an element by its index.
    /// </summary>
    public bool TryWrite(Shape shape, JsonElement part, string? name, int index = 0)
    {
        _place.Add((name, index));
        var isWritten = shape.TryWrite(part, name, this);
        _place.RemoveAt(_place.Count - 1);
        return isWritten;
    }

    /// <summary>Notes that the value doesn't bind.</summary>
    public bool Refuse(string problem) => Find(Place(), $"{Place()}: {problem}");

    /// <summary>Notes something about a member of the value.</summary>
    public bool Refuse(string member, string problem)
    {
        var place = Place() is { Length: > 0 } here ? $"{here}.{member}" : member;
        return Find(place, $"{place} {problem}");
    }

    bool Find(string place, string text)
    {
        _findings ??= [];
        if (_findings.Count < Most)
        {
            _findings.Add(new Finding(place, text));
        }
        else
        {
            _leftOut++;
        }

        return false;
    }

    string Place() => string.Concat(_place.Select((part, depth) => part.Name is null
        ? string.Create(CultureInfo.InvariantCulture, $"[{part.Index}]")
        : $"{(depth == 0 ? "" : ".")}{Quoted.Name(part.Name)}"));
}
