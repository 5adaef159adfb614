using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Progressing;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>
/// Scripts without a transaction around them that are on record as running, and were cut off before their first statement: their
/// downs would not find what they take back.
/// </summary>
/// <remarks>
/// The progress of a statement commits with it, so that none on record means that none was done. It does not where the statement
/// commits by itself, or runs outside of transactions, nor where an earlier run of the script has left something.
/// </remarks>
static class UnbegunScripts
{
    /// <summary>The same scripts, each saying whether it was begun.</summary>
    public static async Task<IReadOnlyList<StoredScript>> MarkedAsync(
        NpgsqlConnection connection, IReadOnlyList<StoredScript> scripts, CancellationToken cancellationToken)
    {
        var marked = new List<StoredScript>();
        foreach (var stored in scripts)
        {
            var isUnbegun = stored.Row is { State: JournalState.Running, Version: not null } && Progress.HoldsFirstOf(stored.Up)
                && await connection.QueryAsync(
                    ProgressEntries.OfUp(stored.Row), row => row.Text(0), cancellationToken) is [{ } text]
                && Progress.FromStored(text) is { Done: 0, Begun: null, IsAgain: not true };
            marked.Add(stored with { IsUnbegun = isUnbegun });
        }

        return marked;
    }
}
