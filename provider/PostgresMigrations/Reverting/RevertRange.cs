using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>Scripts to take back, and others to run again afterwards, checked as a whole before anything is touched.</summary>
/// <param name="Reverts">What is in the database and has to go, newest first.</param>
/// <param name="Reapplies">What had been taken out of it and has to come back, oldest first.</param>
sealed record RevertRange(IReadOnlyList<StoredScript> Reverts, IReadOnlyList<StoredScript> Reapplies)
{
    public bool IsEmpty => Reverts.Count + Reapplies.Count == 0;

    /// <summary>Why the range cannot be taken back; empty when nothing speaks against trying.</summary>
    public IReadOnlyList<string> Findings => [.. Reverts.Select(Finding).OfType<string>()];

    /// <summary>The transactions whose rows may go with what the range drops.</summary>
    public IReadOnlyList<long> Xids => [.. Reverts.SelectMany(stored => stored.Xids).Distinct()];

    public IReadOnlyList<Segment> Segments(LockBudget budget) => Segment.Cut(
        [
            .. Reverts.Select(stored => (RunStep)new RevertStep(stored, stored.Down!)),
            .. Reapplies.Select(stored => new ReapplyStep(stored)),
        ],
        TransactionScope.Batch,
        budget);

    static string? Finding(StoredScript stored) => stored switch
    {
        { IsDeclared: true } => $"{stored.Row.Name} is part of the baseline: it was there before the journal, and stays.",
        { IsIrreversible: true } => $"{stored.Row.Name} is irreversible.",
        { Down: null } => $"{stored.Row.Name} has no down script.",
        { Down: { } down } when down.Checksum != stored.DownChecksum =>
            $"{down.Name} was changed inside the journal: its SHA-256 is {down.Checksum}, recorded is {stored.DownChecksum}.",
        { Down: { Directives.IsTransactional: false } down }
            when down.Statements.Any(statement => statement.TransactionControl != TransactionControl.None) =>
            $"{down.Name} has transactions of its own, in which nobody could tell whether rows get lost.",
        { Down: { } down } when down.Findings.Count > 0 => string.Join(" ", down.Findings.Take(3)),
        _ => null,
    };
}
