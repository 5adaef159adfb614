using Lockstep.Rehearsal.Playing;

namespace Lockstep.Cli.Printing;

/// <summary>Prints what happened in one act and what was checked after it.</summary>
/// <param name="screen">Where to.</param>
/// <param name="logFile">Named where more is to be found.</param>
sealed class ActWriter(Screen screen, string logFile)
{
    const string Indent = "  ";
    const int NoteWidth = 11;
    const int ProseWidth = 110;

    public void Write(ActReport act)
    {
        screen.Line();
        screen.Line(screen.Bold($"Act {act.Number} of {act.Count}: {act.Title}"));
        Prose(act.Story);
        screen.Line();
        if (act.Skipped is { } obstacle)
        {
            screen.Line($"{Indent}{screen.Yellow("Not played.")} {obstacle}");
            return;
        }

        new EventTable(screen).Write(act.Events);
        foreach (var note in act.Notes)
        {
            Note(note);
        }

        screen.Line();
        new ExpectationWriter(screen).Write(act.Expectations);
        if (act.Expectations.Any(expectation => !expectation.IsHeld))
        {
            Log(act.LogTail);
        }
    }

    void Prose(string text)
    {
        foreach (var line in WrappedText.Wrap(text, Math.Min(ProseWidth, screen.Width - Indent.Length)))
        {
            screen.Line($"{Indent}{line}");
        }
    }

    void Note(ActNote note)
    {
        var name = $"{note.Name}:".PadRight(NoteWidth + 2);
        foreach (var line in WrappedText.Wrap(note.Text, screen.Width - Indent.Length - name.Length))
        {
            screen.Line($"{Indent}{name}{line}");
            name = new string(' ', name.Length);
        }
    }

    void Log(IReadOnlyList<string> lines)
    {
        screen.Line();
        screen.Line($"{Indent}{screen.Bold($"What the function logged last (all of it is in {logFile}):")}");
        foreach (var line in lines)
        {
            screen.Line($"{Indent}  {line}");
        }
    }
}
