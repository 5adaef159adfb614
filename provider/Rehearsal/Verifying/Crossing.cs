using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Verifying;

/// <summary>A deployment that is rolled back: the scripts that it brings, and what was found.</summary>
/// <param name="Scripts">In the order in which they run, at least one.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">A sentence on what is wrong, or why it was not tried; null where all is well.</param>
/// <param name="Difference">
/// What of the catalogue is not as it should be: with a minus what is missing, with a plus what is left.
/// </param>
public sealed record Crossing(
    IReadOnlyList<ScriptFile> Scripts, CrossingOutcome Outcome, string? Reason, IReadOnlyList<string> Difference)
{
    /// <summary>One script by its name, several as <c>scripts 1 to 3 and 2 repeatables</c>.</summary>
    public string Name => Scripts.Count == 1 ? Scripts[0].Name
        : Scripts.Any(script => script.Number is not null) ? ScriptFile.Range(Scripts)
        : $"{Scripts[0].Name} to {Scripts[^1].Name}";

    internal Crossing That(string reason, IReadOnlyList<string> difference) =>
        this with { Outcome = CrossingOutcome.Differs, Reason = reason, Difference = difference };
}

/// <summary>What comes of taking scripts back.</summary>
public enum CrossingOutcome
{
    /// <summary>Down gives back what was before, and up makes the same again.</summary>
    Same,

    /// <summary>It does not.</summary>
    Differs,

    /// <summary>A script has no down, or says that it is irreversible: a rollback keeps it, which was not tried.</summary>
    Kept,
}
