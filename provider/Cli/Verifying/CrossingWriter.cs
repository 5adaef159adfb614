using System.Globalization;
using Lockstep.Cli.Printing;
using Lockstep.Rehearsal.Verifying;

namespace Lockstep.Cli.Verifying;

/// <summary>Prints one crossing: a line, and where it failed what is missing and what is left.</summary>
sealed class CrossingWriter(Screen screen)
{
    const int LinesToShow = 20;

    public void Write(Crossing crossing)
    {
        screen.Line(crossing.Outcome switch
        {
            CrossingOutcome.Same => $"  {screen.Green("ok")}      {crossing.Name}",
            CrossingOutcome.Kept => $"  {screen.Yellow("kept")}    {crossing.Name}: {crossing.Reason}",
            _ => $"  {screen.Red("FAILED")}  {crossing.Name}: {crossing.Reason}",
        });
        foreach (var line in crossing.Difference.Take(LinesToShow))
        {
            screen.Line($"            {line}");
        }

        if (crossing.Difference.Count > LinesToShow)
        {
            screen.Line(string.Create(
                CultureInfo.InvariantCulture, $"            … {crossing.Difference.Count - LinesToShow} more"));
        }
    }
}
