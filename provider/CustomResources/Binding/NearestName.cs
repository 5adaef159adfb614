namespace Lockstep.CustomResources.Binding;

/// <summary>What somebody may have meant.</summary>
static class NearestName
{
    const int LongestName = 64;

    /// <summary>The known name nearest to the given one, or null when none is near.</summary>
    public static string? To(string name, IEnumerable<string> known) => name.Length > LongestName
        ? null
        : known.Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= int.Max(1, int.Min(name.Length, candidate.Name.Length) / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();

    // Levenshtein's, in one row; a letter's case doesn't count.
    static int Distance(string one, string other)
    {
        Span<int> row = stackalloc int[LongestName + 1];
        for (var column = 0; column <= one.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= other.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= one.Length; column++)
            {
                var isSame = char.ToUpperInvariant(one[column - 1]) == char.ToUpperInvariant(other[line - 1]);
                var replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[column];
                row[column] = int.Min(replaced, int.Min(row[column], row[column - 1]) + 1);
            }
        }

        return row[one.Length];
    }
}
