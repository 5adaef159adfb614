using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>Scripts to take back, and others to run again afterwards, checked as a whole before anything is touched.</summary>
/// <param name="Reverts">What is in the database and has to go, newest first.</param>
/// <param name="Reapplies">What had been taken out of it and has to come back, oldest first.</param>
sealed record RevertRange(IReadOnlyList<StoredScript> Reverts, IReadOnlyList<StoredScript> Reapplies)
{
    /// <summary>What a run that was cut off took away for a while: it comes back, whatever else is done.</summary>
    public IReadOnlyList<AsideScript> Aside { get; init; } = [];

    /// <summary>Of what has to go, what is neither there nor gone.</summary>
    public IReadOnlyList<JournalRow> HalfReverted { get; init; } = [];

    /// <summary>What deployments left in the schema, and what they had taken out of it.</summary>
    public static async Task<RevertRange> OfAsync(
        NpgsqlConnection connection, string schema, IReadOnlyList<long> deployments, CancellationToken cancellationToken) => new(
        await UnbegunScripts.MarkedAsync(
            connection, await StoredScript.LeftByAsync(connection, schema, deployments, cancellationToken), cancellationToken),
        await StoredScript.RevertedByAsync(connection, schema, deployments, cancellationToken))
        {
            Aside = await AsideScript.InAsync(connection, schema, cancellationToken),
            EarlierXids = await StoredScript.XidsOfAsync(connection, schema, deployments, cancellationToken),
        };

    /// <summary>Versioned scripts come back, and none goes.</summary>
    public bool IsOfAnOrderToGoDown => Reverts.All(IsRepeatable) && !Reapplies.All(IsRepeatable);

    public bool IsEmpty => Reverts.Count + Reapplies.Count + Aside.Count == 0;

    /// <summary>
    /// What has to come back and is not on its way: what is has the row of a run that was cut off, and that has to go.
    /// </summary>
    public IEnumerable<JournalRow> NotBack => Reapplies.Select(stored => stored.Row)
        .ExceptBy(Reverts.Select(stored => stored.Row.Name), row => row.Name, StringComparer.Ordinal);

    /// <summary>What is left of it once steps have committed.</summary>
    public RevertRange Without(IReadOnlyList<RunStep> done)
    {
        var ids = done.SelectMany(Done).Select(stored => stored.Row.Id).ToHashSet();
        return this with
        {
            Reverts = [.. Reverts.Where(stored => !ids.Contains(stored.Row.Id))],
            Reapplies = [.. Reapplies.Where(stored => !ids.Contains(stored.Row.Id))],
        };
    }

    static IEnumerable<StoredScript> Done(RunStep step) => step switch
    {
        RevertStep revert => [revert.Stored],
        ReapplyStep { InPlaceOf: { } newer } reapply => [reapply.Stored, newer],
        ReapplyStep reapply => [reapply.Stored],
        _ => [],
    };

    /// <summary>Why the range cannot be taken back; empty when nothing speaks against trying.</summary>
    public IReadOnlyList<string> Findings => [.. Reverts.Select(Finding).OfType<string>()];

    /// <summary>The transactions whose rows may go with what the range drops.</summary>
    public OwnXids Own => new(AllXids);

    IReadOnlyList<(long Deployment, IReadOnlyList<long> Xids)> AllXids =>
        [.. Reverts.Select(stored => (stored.Row.DeploymentId, stored.Xids)), .. EarlierXids];

    /// <summary>Those of scripts that are taken back already: rows they wrote may be in tables of the others.</summary>
    public IReadOnlyList<(long Deployment, IReadOnlyList<long> Xids)> EarlierXids { get; init; } = [];

    /// <summary>
    /// As the texts alone tell it, for whoever wants to know before: which repeatables stand in the way, and what of them has to
    /// be dropped, the catalogue says only then.
    /// </summary>
    public IReadOnlyList<Segment> Segments(LockBudget budget) => Segment.Cut(
        [
            .. Reverts.Select(stored => (RunStep)RevertStep.Of(stored)),
            .. Reapplies.Select(stored => new ReapplyStep(stored)),
        ],
        TransactionScope.Batch,
        budget);

    /// <summary>Of what goes, the repeatables.</summary>
    public IReadOnlyList<StoredScript> ChangedRepeatables => [.. Reverts.Where(IsRepeatable)];

    /// <summary>Of what comes back, the repeatables.</summary>
    public IReadOnlyList<StoredScript> FormerRepeatables => [.. Reapplies.Where(IsRepeatable)];

    /// <summary>Nothing of it is about repeatables.</summary>
    public bool IsWithoutRepeatables => Aside.Count == 0 && !Reverts.Concat(Reapplies).Any(IsRepeatable);

    /// <summary>
    /// What is away, as ranges that only give back: the versioned scripts together, then the repeatables, those too that have
    /// less than is theirs, each by itself; by name, as they ran.
    /// </summary>
    public IReadOnlyList<RevertRange> Away =>
    [
        .. Lost,
        .. from name in Gone.Select(former => former.Row.Name).Union(Aside.Select(aside => aside.Name), StringComparer.Ordinal)
               .Order(StringComparer.Ordinal)
           select new RevertRange([], [.. Gone.Where(former => former.Row.Name == name)])
           {
               Aside = [.. Aside.Where(aside => aside.Name == name)],
           },
    ];

    // One that commits by itself could stop half way, and whatever ran behind it may be in need of it.
    IEnumerable<RevertRange> Lost =>
        Reapplies.Where(stored => !IsRepeatable(stored)).TakeWhile(stored => stored.Up.Directives.IsTransactional).ToList()
            is { Count: > 0 } lost
            ? [new([], lost) { EarlierXids = AllXids }]
            : [];

    // A newer text that is still there has the place of the former one.
    IEnumerable<StoredScript> Gone =>
        FormerRepeatables.Where(former => Reverts.All(newer => newer.Row.Name != former.Row.Name));

    static bool IsRepeatable(StoredScript stored) => stored.Row.Kind == ScriptKind.Repeatable;

    string? Finding(StoredScript stored) => stored switch
    {
        { IsUnbegun: true } => null,
        { IsDeclared: true } => $"{stored.Row.Name} is part of the baseline: it was there before the journal, and stays.",
        { IsIrreversible: true } => $"{stored.Row.Name} is irreversible.",
        { Down: null, Row.Kind: ScriptKind.Repeatable } => RepeatableFinding(stored),
        { Down: null } => $"{stored.Row.Name} has no down script.",
        { Down: { } down } when down.Checksum != stored.DownChecksum =>
            $"{down.Name} was changed inside the journal: its SHA-256 is {down.Checksum}, recorded is {stored.DownChecksum}.",
        { Down: { Directives.IsTransactional: false } down } when !MayLose(down) && HasOwnTransactions(down) =>
            $"{down.Name} has transactions of its own, in which nobody could tell whether rows get lost. "
                + "Write it without them, or say -- lockstep: allow data-loss: reason.",
        { Down: { Directives.Batches: true } down } when !MayLose(down) && Deletes(down) =>
            $"{down.Name} repeats a statement that deletes, and only the first time could be looked at. "
                + "Write it without batches, or say -- lockstep: allow data-loss: reason.",
        { Down: { } down } when down.Findings.Count > 0 => string.Join(" ", down.Findings.Take(3)),
        _ => null,
    };

    static bool MayLose(ScriptText down) => down.Directives.Allows(DataLossGuard.Rule);

    static bool HasOwnTransactions(ScriptText down) =>
        down.Statements.Any(statement => statement.TransactionControl != TransactionControl.None);

    static bool Deletes(ScriptText down) => down.Statements.Any(statement => DataChanges.Deletes(statement.Characters));

    // What was there before is run again, whatever the newer text did; what is new has to be gone.
    string? RepeatableFinding(StoredScript stored) =>
        FormerRepeatables.Any(former => former.Row.Name == stored.Row.Name) || CreatedObjects.Of(stored.Up).IsAll
            ? null
            : $"{stored.Row.Name} is new and has no down script, and its text does not tell all that would have to be dropped.";
}
