using System.Globalization;
using System.Text;
using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison;

/// <summary>The page that the results are shown on.</summary>
static class ComparisonTable
{
    public static string Write(IReadOnlyList<Peer> peers, IReadOnlyList<(string Title, IReadOnlyList<ComparedCase> Cases)> chapters)
    {
        var page = new StringBuilder();
        foreach (var (title, cases) in chapters)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| situation | what a user wants | {string.Join(" | ", peers.Select(peer => peer.Name))} |\n");
            page.Append(CultureInfo.InvariantCulture, $"|---|---|{string.Concat(peers.Select(_ => "---|"))}\n");
            foreach (var compared in cases)
            {
                page.Append(CultureInfo.InvariantCulture, $"| {compared.Case.Situation} | {compared.Case.Wanted} | {string.Join(" | ", compared.Seen.Select(seen => seen.What))} |\n");
            }
        }

        var all = chapters.SelectMany(chapter => chapter.Cases).ToList();
        page.Append(CultureInfo.InvariantCulture, $"\n## In all\n\n| as wanted, of {all.Count} | {string.Join(" | ", peers.Select(peer => peer.Name))} |\n|---|{string.Concat(peers.Select(_ => "---|"))}\n");
        page.Append(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", peers.Select((_, index) => all.Count(compared => compared.Seen[index].IsAsWanted)))} |\n");
        return page.ToString();
    }
}

/// <param name="Case">The case.</param>
/// <param name="Seen">What each tool did, in the order of the tools.</param>
sealed record ComparedCase(ComparisonCase Case, IReadOnlyList<Seen> Seen);
