using System.Text.Json;

namespace Lockstep.CustomResources.Binding;

/// <summary>Properties on their way from CloudFormation's form to the serialiser's, and what was found in them.</summary>
sealed record Rewriting(Utf8JsonWriter Writer)
{
    const int Most = 100;

    readonly List<Finding> _findings = [];
    int _leftOut;

    /// <summary>At most 100, the last of which then says how many more there are.</summary>
    public IReadOnlyList<Finding> Findings =>
        _leftOut == 0 ? _findings : [.. _findings, new Finding("", $"and {_leftOut} more")];

    public void Find(string place, string text)
    {
        if (_findings.Count < Most)
        {
            _findings.Add(new Finding(place, text));
        }
        else
        {
            _leftOut++;
        }
    }
}
