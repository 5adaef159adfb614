using System.Text.Json;

namespace Lockstep.CustomResources.Binding;

/// <summary>
/// Properties on their way from CloudFormation's form to the serialiser's, and what was found in them.
/// </summary>
sealed class Rewriting(Utf8JsonWriter writer)
{
    const int Most = 100;

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

    /// <summary>Notes that a value doesn't bind.</summary>
    public bool Refuse(string place, string problem) => Find(place, $"{place}: {problem}");

    /// <summary>Notes anything else; false, for brevity.</summary>
    public bool Find(string place, string text)
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
}
