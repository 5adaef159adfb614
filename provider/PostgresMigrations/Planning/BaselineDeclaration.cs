using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>What property <c>Baseline</c> means for a schema: what is in it was there before the journal was.</summary>
/// <remarks>
/// It counts where a schema has relations and no journal. An empty schema gets every script, so that one template serves an
/// environment of years and one of an hour; a schema with a journal needs no declaration, and none that contradicts it.
/// </remarks>
/// <param name="Scripts">To be journaled as there, and never run.</param>
/// <param name="Findings">Why it cannot be right.</param>
sealed record BaselineDeclaration(IReadOnlyList<Script> Scripts, IReadOnlyList<string> Findings)
{
    static BaselineDeclaration Silent { get; } = new([], []);

    /// <summary>The rows that the declared scripts will have; their ids are not known yet.</summary>
    public IEnumerable<JournalRow> Rows => Scripts.Select(script => new JournalRow(
        0, script.Kind, script.Version, script.Name, script.Up.Checksum, JournalState.Baseline, 0));

    /// <summary>Holds the property against the image's scripts and the database.</summary>
    public static BaselineDeclaration For(IReadOnlyList<Script> scripts, Standing standing, string? baseline)
    {
        if (baseline is null)
        {
            return Silent;
        }

        var version = ScriptVersion.Parse(baseline);
        if (standing.Rows.Count > 0)
        {
            return IsAgreed(standing, version) ? Silent : new([], [Contradiction(standing, version)]);
        }

        var versioned = scripts.Where(script => script.Version is not null).ToList();
        return !versioned.Exists(script => script.Version == version) ? new([], [Unknown(versioned, version)])
            : standing.Schema.Relations.Count == 0 ? Silent
            : new([.. versioned.Where(script => script.Version <= version)], []);
    }

    // Rows of this deployment alone: a run of it was cut off, which had decided by then.
    static bool IsAgreed(Standing standing, ScriptVersion version) =>
        standing.Rows.Any(row => row.IsPresent && row.Version == version)
            || standing.Rows.All(row => row.DeploymentId == standing.Request?.Id);

    static string Contradiction(Standing standing, ScriptVersion version) =>
        $"Baseline is {version}, but the schema has a journal, and by that it is at {standing.DatabaseVersion} "
            + $"without {version}. A baseline is declared once, before there is a journal: take it out of the template.";

    static string Unknown(List<Script> versioned, ScriptVersion version)
    {
        var below = versioned.LastOrDefault(script => script.Version < version);
        var above = versioned.Find(script => script.Version > version);
        var nearest = string.Join(" and ", new[] { below, above }.OfType<Script>().Select(script => script.Name));
        return $"Baseline is {version}, but this image has no script of that number. "
            + (nearest.Length == 0 ? "It has none at all." : $"The nearest: {nearest}.");
    }
}
