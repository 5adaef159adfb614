using Lockstep.PostgresMigrations.Scripts.Checking;

namespace Lockstep.PostgresMigrations.Scripts.Expanding;

/// <summary>A file's text with the values of its variables in it, and the way back to places of the file.</summary>
/// <param name="Text">What runs.</param>
/// <param name="Replacements">In order.</param>
/// <param name="Problems">At offsets of the file.</param>
sealed record Expansion(string Text, IReadOnlyList<Replacement> Replacements, IReadOnlyList<TextProblem> Problems)
{
    /// <summary>A text without variables costs one search; one with them is there twice.</summary>
    public static Expansion Of(string source, IReadOnlyDictionary<string, string> values) =>
        source.Contains(Variables.Opening, StringComparison.Ordinal)
            ? new VariableScanner(source, values).Expand()
            : new Expansion(source, [], []);

    /// <summary>Where in the file the character at this offset of <see cref="Text"/> comes from.</summary>
    public int SourceOffset(int offset)
    {
        var low = 0;
        var high = Replacements.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Replacements[middle].Target <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == 0)
        {
            return offset;
        }

        var last = Replacements[low - 1];
        return offset < last.TargetEnd ? last.Start : last.End + offset - last.TargetEnd;
    }
}
