using System.Data;
using DbUp.Engine;
using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Running.Engine;

/// <summary>DbUp's view of the journal. What it would write is written by the segment, in the script's own transaction.</summary>
sealed class StepJournal(IReadOnlyList<JournalRow> rows) : IJournal
{
    public string[] GetExecutedScripts() => [.. rows.Where(row => row.IsPresent).Select(row => row.Name)];

    public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory) =>
        throw new NotSupportedException($"{script.Name} is journaled with its transaction.");

    public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
    {
        // Recording the request has made it, before there was anything to run.
    }
}
