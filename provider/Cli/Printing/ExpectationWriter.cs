using Lockstep.Rehearsal.Playing;

namespace Lockstep.Cli.Printing;

/// <summary>Prints expectations a line each; one that is not held with what was expected and what was seen.</summary>
sealed class ExpectationWriter(Screen screen)
{
    const string Indent = "  ";
    const string Margin = "          ";

    public void Write(IReadOnlyList<Expectation> expectations)
    {
        foreach (var expectation in expectations)
        {
            screen.Line($"{Indent}{(expectation.IsHeld ? screen.Green("ok    ") : screen.Red("FAILED"))}  {expectation.Text}");
            if (!expectation.IsHeld)
            {
                Detail("expected", expectation.Expected);
                Detail("seen", expectation.Seen);
            }
        }
    }

    void Detail(string name, string text)
    {
        var start = $"{name}: ".PadRight("expected: ".Length);
        foreach (var line in text.Split('\n'))
        {
            screen.Line($"{Margin}{start}{line}");
            start = new string(' ', start.Length);
        }
    }
}
