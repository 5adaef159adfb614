using System.Globalization;
using Lockstep.Cli.Printing;
using Lockstep.Rehearsal.Verifying;

namespace Lockstep.Cli.Verifying;

/// <summary><c>verify</c>: prints each crossing, then the sum.</summary>
sealed class VerifyCommand(Repository repository, Screen screen, TimeProvider time)
{
    /// <param name="scripts">The folder; null for the project's own.</param>
    /// <param name="allPairs">Every pair of versions.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<int> RunAsync(string? scripts, bool allPairs, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        screen.Title("Lockstep verify: every script up, down and up again, and the catalogue compared");
        var options = new VerifyOptions
        {
            Scripts = scripts is null ? repository.Scripts : Path.GetFullPath(scripts, Caller),
            Function = repository.BuiltFunction,
            Workshop = Path.Combine(repository.Artifacts, "verify"),
            AllPairs = allPairs,
            Progress = screen.Line,
        };
        screen.Line($"The scripts are those of {repository.Shown(options.Scripts)}; the function logs to "
            + $"{repository.Shown(options.LogFile)}.");
        screen.Line();
        var crossings = new List<Crossing>();
        await foreach (var crossing in new Verification(options).RunAsync(cancellationToken))
        {
            new CrossingWriter(screen).Write(crossing);
            crossings.Add(crossing);
        }

        return Conclude(crossings, time.GetElapsedTime(started));
    }

    // The launcher goes into the project's folder before it starts the tool.
    static string Caller => Environment.GetEnvironmentVariable("LOCKSTEP_CALLER") ?? Environment.CurrentDirectory;

    int Conclude(List<Crossing> crossings, TimeSpan elapsed)
    {
        var tried = crossings.Where(crossing => crossing.Outcome != CrossingOutcome.Kept).ToList();
        var held = tried.Count(crossing => crossing.Outcome == CrossingOutcome.Same);
        screen.Line();
        screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{held} of {tried.Count} rollbacks give back what was before, {crossings.Count - tried.Count} not tried, "
                + $"in {elapsed.TotalSeconds:0.0} s."));
        return held == tried.Count ? ExitCode.Held : ExitCode.NotHeld;
    }
}
