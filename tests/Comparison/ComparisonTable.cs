using System.Globalization;
using System.Text;

namespace Lockstep.Comparison;

/// <summary>The page that the results are shown on.</summary>
static class ComparisonTable
{
    /// <summary>The column's name.</summary>
    public const string Wanted = "what a user wants";

    /// <param name="names">Of the tools.</param>
    /// <param name="chapters">What was seen.</param>
    /// <param name="sum">The heading above the numbers of what was as wanted; null: a part alone was played.</param>
    public static string Write(
        IReadOnlyList<string> names, IReadOnlyList<(string Title, IReadOnlyList<ComparedCase> Cases)> chapters, string? sum)
    {
        var head = string.Join(" | ", names);
        var page = new StringBuilder();
        foreach (var (title, cases) in chapters)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| situation | {Wanted} | {head} |\n");
            page.Append(CultureInfo.InvariantCulture, $"|---|---|{string.Concat(names.Select(_ => "---|"))}\n");
            foreach (var compared in cases)
            {
                page.Append(CultureInfo.InvariantCulture, $"| {compared.Situation} | {compared.Wanted} | {string.Join(" | ", compared.Seen.Select(seen => seen.What))} |\n");
            }
        }

        if (sum is null)
        {
            return page.ToString();
        }

        var all = chapters.SelectMany(chapter => chapter.Cases).ToList();
        page.Append(CultureInfo.InvariantCulture, $"\n## {sum}\n\n| as wanted, of those of the {all.Count} that can arise | {head} |\n|---|{string.Concat(names.Select(_ => "---|"))}\n");
        page.Append(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", names.Select((_, index) => Count([.. all.Select(compared => compared.Seen[index])])))} |\n");
        return page.ToString();
    }

    static string Count(IReadOnlyList<Seen> seen) => string.Create(
        CultureInfo.InvariantCulture, $"{seen.Count(one => one is { CanArise: true, IsAsWanted: true })} of {seen.Count(one => one.CanArise)}");
}

/// <param name="Situation">What was done.</param>
/// <param name="Wanted">What a user wants to happen.</param>
/// <param name="Seen">What each tool did, in the order of the tools.</param>
sealed record ComparedCase(string Situation, string Wanted, IReadOnlyList<Seen> Seen);
