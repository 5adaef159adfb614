namespace Lockstep.Cli.Printing;

/// <summary>Rows of cells, each broken into as many lines as it needs, under headings between two rules.</summary>
/// <param name="screen">Where it goes.</param>
/// <param name="widths">Characters of all columns but the last, which gets the rest of the line.</param>
sealed class Table(Screen screen, params IReadOnlyList<int> widths)
{
    const string Indent = "  ";
    const string Gap = "  ";

    IReadOnlyList<int> Widths => field ??=
        [.. widths, screen.Width - Indent.Length - widths.Sum() - (widths.Count * Gap.Length)];

    public void Begin(params IReadOnlyList<string> headings)
    {
        Rule();
        Row(headings, static text => text);
        Rule();
    }

    /// <param name="cells">As many as there are headings.</param>
    /// <param name="color">For the first of them.</param>
    public void Row(IReadOnlyList<string> cells, Func<string, string> color)
    {
        var wrapped = cells.Zip(Widths, WrappedText.Wrap).ToList();
        for (var line = 0; line < wrapped.Max(cell => cell.Count); line++)
        {
            var texts = wrapped.Zip(Widths, (cell, width) => (cell.ElementAtOrDefault(line) ?? "").PadRight(width)).ToArray();
            screen.Line($"{Indent}{color(texts[0])}{Gap}{string.Join(Gap, texts[1..])}".TrimEnd());
        }
    }

    public void End() => Rule();

    void Rule() => screen.Line(screen.Dim(Indent + new string('-', screen.Width - Indent.Length)));
}
