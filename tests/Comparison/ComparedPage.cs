using System.Text.RegularExpressions;

namespace Lockstep.Comparison;

/// <summary>Holds what was seen against the page that shows it: who did what a user wants, and who did not.</summary>
/// <remarks>Beyond that a cell may say something else each time: how long it took, or who was first.</remarks>
static partial class ComparedPage
{
    const string Nothing = "nothing";

    /// <param name="page">Markdown, with tables as <see cref="ComparisonTable"/> writes them, and other text.</param>
    /// <param name="seen">Such tables; tools that were not played are not in them.</param>
    /// <param name="isPart">Rows of the page may be missing.</param>
    /// <returns>A line for each; none: the page tells what was seen.</returns>
    public static IReadOnlyList<string> Differences(string page, string seen, bool isPart)
    {
        var (shown, found) = (Cells(page), Cells(seen));
        var columns = found.Keys.Select(cell => (cell.Chapter, cell.Column)).ToHashSet();
        return
        [
            .. from cell in found
               let text = shown.GetValueOrDefault(cell.Key, Nothing)
               where Verdict(cell.Key, text) != Verdict(cell.Key, cell.Value)
               select $"{cell.Key}: {cell.Value}; on the page: {text}",
            .. from cell in shown
               where !isPart && columns.Contains((cell.Key.Chapter, cell.Key.Column)) && !found.ContainsKey(cell.Key)
               select $"{cell.Key}: not played; on the page: {cell.Value}",
        ];
    }

    // Of what is wanted and of the sums it is the text itself.
    static string Verdict(Cell cell, string text) => text switch
    {
        _ when cell.Row.Length == 0 || cell.Column == ComparisonTable.Wanted => text,
        "–" or Nothing => text,
        _ => text.StartsWith("yes", StringComparison.Ordinal) ? "yes" : "no",
    };

    static Dictionary<Cell, string> Cells(string page)
    {
        var cells = new Dictionary<Cell, string>();
        var chapter = "";
        string[] columns = [];
        foreach (var line in page.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                (chapter, columns) = (line[3..], []);
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal))
            {
                var texts = line[1..^1].Split(" | ", StringSplitOptions.TrimEntries);
                foreach (var (column, text) in columns.Zip(texts).Skip(1))
                {
                    cells.Add(new(chapter, texts[0], column), text);
                }

                columns = columns is [] ? [.. texts.Select(text => Version().Replace(text, ""))] : columns;
            }
        }

        return cells;
    }

    // Another version of a tool is the same tool.
    [GeneratedRegex(@" [0-9]+(\.[0-9]+)+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Version();

    sealed record Cell(string Chapter, string Row, string Column)
    {
        public override string ToString() => string.Join(", ", Chapter, Row, Column);
    }
}
