using Lockstep.PostgresMigrations.Journaling;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>The deployments whose effects a rollback takes back: a set of rows, not a version.</summary>
/// <param name="Deployments">Ids of the attempts since the last SUCCESS under the properties that come back.</param>
/// <param name="RestoredVersion">What that SUCCESS answered as SchemaVersion; null where none is recorded.</param>
sealed record UndoSet(IReadOnlyList<long> Deployments, string? RestoredVersion)
{
    /// <summary>Of a rollback.</summary>
    public static UndoSet For(Standing standing, string schema) =>
        For(new UpdateDigest(standing.Properties, standing.OldProperties), schema, standing.History);

    /// <summary>Finds them; none when nothing was recorded since.</summary>
    public static UndoSet For(UpdateDigest update, string schema, IReadOnlyList<DeploymentRow> history)
    {
        var here = history.Where(row => row.Schema == schema && row.RequestType != "Delete").ToList();
        var restored = here.FindLastIndex(row => row.Properties == update.Properties && row.IsReached);
        var since = restored >= 0 ? here.Skip(restored + 1) : AttemptsFrom(update, here);
        return new UndoSet([.. since.Select(row => row.Id)], restored >= 0 ? here[restored].SchemaVersion : null);
    }

    // The state that comes back was reached before the journal began, or with properties that read differently: its attempts
    // start where they say so. A rollback to it that failed says so of neither side.
    static IEnumerable<DeploymentRow> AttemptsFrom(UpdateDigest update, List<DeploymentRow> history)
    {
        var first = 1 + history.FindLastIndex(
            row => row.OldProperties != update.Properties && row.Properties != update.Properties);
        return history.Skip(first);
    }
}
