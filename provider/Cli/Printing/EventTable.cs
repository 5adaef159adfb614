using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Cli.Printing;

/// <summary>Stack events in the four columns in which <c>sam deploy</c> prints them.</summary>
sealed class EventTable(Screen screen)
{
    const string Indent = "  ";
    const string Gap = "  ";
    const int WidthForAll = 136;

    static readonly string[] Headings = ["ResourceStatus", "ResourceType", "LogicalResourceId", "ResourceStatusReason"];

    // Where there is room nothing but reasons is broken, and of the longest status its end.
    int[] Widths
    {
        get
        {
            int[] widths = screen.Width >= WidthForAll ? [27, 26, 34] : [19, 21, 24];
            return [.. widths, screen.Width - Indent.Length - widths.Sum() - (widths.Length * Gap.Length)];
        }
    }

    public void Write(IReadOnlyList<StackEvent> events)
    {
        var rule = Indent + new string('-', screen.Width - Indent.Length);
        screen.Line(screen.Dim(rule));
        Row(Headings, static text => text);
        screen.Line(screen.Dim(rule));
        foreach (var told in events)
        {
            Row(
                [told.ResourceStatus, told.ResourceType, told.LogicalResourceId, told.ResourceStatusReason ?? "-"],
                text => Colored(told.ResourceStatus, text));
        }

        screen.Line(screen.Dim(rule));
    }

    void Row(string[] cells, Func<string, string> color)
    {
        var wrapped = cells.Zip(Widths, WrappedText.Wrap).ToList();
        for (var line = 0; line < wrapped.Max(cell => cell.Count); line++)
        {
            var texts = wrapped.Zip(Widths, (cell, width) => (cell.ElementAtOrDefault(line) ?? "").PadRight(width)).ToArray();
            screen.Line($"{Indent}{color(texts[0])}{Gap}{string.Join(Gap, texts[1..])}".TrimEnd());
        }
    }

    string Colored(string status, string text) =>
        status.EndsWith("_FAILED", StringComparison.Ordinal) ? screen.Red(text)
        : status.Contains("ROLLBACK", StringComparison.Ordinal) ? screen.Yellow(text)
        : status.EndsWith("_COMPLETE", StringComparison.Ordinal) ? screen.Green(text)
        : text;
}
