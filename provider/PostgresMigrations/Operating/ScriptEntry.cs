using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>A script in a document.</summary>
/// <param name="Kind">Versioned or Repeatable.</param>
/// <param name="Version">Null for a repeatable.</param>
/// <param name="Name">The file's.</param>
sealed record ScriptEntry(ScriptKind Kind, string? Version, string Name)
{
    public static ScriptEntry Of(Script script) => new(script.Kind, script.Version?.ToString(), script.Name);

    public static ScriptEntry Of(JournalRow row) => new(row.Kind, row.Version?.ToString(), row.Name);
}
