using System.Globalization;
using Lockstep.Cli.Printing;

namespace Lockstep.Cli.Mutating;

/// <summary>Which tests notice each safety that is switched off, a row as soon as it is known.</summary>
sealed class MutationTable(Screen screen)
{
    const int MostNames = 3;
    const int WidthOfTheVerdict = 11;

    // Of the line: a safety has more words than there are names of tests.
    const double PartOfTheSafety = 0.45;

    readonly Table _table = new(screen, WidthOfTheVerdict, (int)(screen.Width * PartOfTheSafety));
    int _played;

    /// <summary>How many of those played were noticed.</summary>
    public int Noticed { get; private set; }

    public void Begin() => _table.Begin("", "Switched off", "Tests that fail");

    /// <param name="mutation">What was switched off.</param>
    /// <param name="failures">Class and method of each test that failed then.</param>
    public void Write(Mutation mutation, IReadOnlyList<string> failures)
    {
        var (isNoticed, more) = (failures.Count > 0, failures.Count - MostNames);
        IEnumerable<string> names = [.. failures.Take(MostNames), .. more > 0 ? [And(more)] : Array.Empty<string>()];
        _table.Row(
            [
                isNoticed ? "noticed" : "NOT NOTICED", mutation.Name,
                isNoticed ? string.Join('\n', names) : $"none: {mutation.File}",
            ],
            isNoticed ? screen.Green : screen.Red);
        _played++;
        Noticed += isNoticed ? 1 : 0;
    }

    /// <param name="took">All of it together.</param>
    public void End(TimeSpan took)
    {
        _table.End();
        screen.Line();
        screen.Line(string.Create(
            CultureInfo.InvariantCulture, $"{Noticed} of {_played} are noticed, in {took.TotalSeconds:0} s."));
    }

    static string And(int more) => string.Create(CultureInfo.InvariantCulture, $"and {more} more");
}
