using System.Globalization;
using Lockstep.Rehearsal.Playing;

namespace Lockstep.Cli.Printing;

/// <summary>Prints the verdict: promise by promise, and under each the rules with how often they held.</summary>
sealed class VerdictWriter(Screen screen)
{
    const string Indent = "  ";

    static readonly (Promise Promise, string Name)[] Promises =
    [
        (Promise.NoStuckStack, "No stuck stack"),
        (Promise.RollbackMeansRollback, "Rollback means rollback"),
        (Promise.NothingLost, "Nothing lost, nothing half done"),
    ];

    public void Write(Verdict verdict, TimeSpan duration)
    {
        screen.Line();
        screen.Title("Verdict");
        foreach (var (promise, name) in Promises)
        {
            Write(name, [.. verdict.RulesOf(promise)]);
        }

        var held = verdict.All.Count(one => one.Expectation.IsHeld);
        var sum = string.Create(
            CultureInfo.InvariantCulture, $"{held} of {verdict.All.Count} expectations held, in {duration.TotalSeconds:0.0} s.");
        foreach (var act in verdict.Skipped)
        {
            screen.Line();
            screen.Line($"{screen.Yellow($"Act {act.Number} was not played.")} {act.Skipped}");
        }

        screen.Line();
        screen.Line(verdict.IsHeld ? screen.Green(screen.Bold(sum)) : screen.Red(screen.Bold(sum)));
    }

    void Write(string name, List<IGrouping<string, (ActReport Act, Expectation Expectation)>> rules)
    {
        var isHeld = rules.All(rule => rule.All(one => one.Expectation.IsHeld));
        screen.Line();
        screen.Line($"{screen.Bold(name)}: {(isHeld ? screen.Green("held") : screen.Red("NOT HELD"))}");
        foreach (var rule in rules)
        {
            Write(rule);
        }
    }

    void Write(IGrouping<string, (ActReport Act, Expectation Expectation)> rule)
    {
        var held = rule.Count(one => one.Expectation.IsHeld);
        var counts = string.Create(CultureInfo.InvariantCulture, $"{held,2} of {rule.Count(),2}");
        screen.Line($"{Indent}{(held == rule.Count() ? screen.Green(counts) : screen.Red(counts))}  {rule.Key}");
        foreach (var (act, expectation) in rule.Where(one => !one.Expectation.IsHeld))
        {
            screen.Line($"{Indent}          {screen.Red("not in")} act {act.Number}: {expectation.Text}");
        }
    }
}
