using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>The scripts of this image beside the rows of the journal, and whatever is wrong between them.</summary>
/// <param name="package">The versioned scripts of the image.</param>
/// <param name="rows">The journal's rows.</param>
/// <param name="newest">The newest version of the image.</param>
/// <param name="properties">What was ordered.</param>
/// <param name="target"><c>TargetVersion</c>; null where there is none.</param>
sealed class PlanComparison(
    Dictionary<ScriptVersion, Script> package, IReadOnlyList<JournalRow> rows, ScriptVersion newest,
    MigrationProperties properties, ScriptVersion? target)
{
    readonly List<JournalRow> _present = [.. rows.Where(row => row.IsPresent && row.Version is not null)];
    readonly HashSet<ScriptVersion> _accepted = [.. properties.Accept.Select(version => ScriptVersion.Parse(version))];

    /// <summary>The scripts to run, in order: not what lies beyond an explicit target.</summary>
    public IReadOnlyList<Script> Due => [.. Pending.Where(script => target is null || script.Version <= target)];

    IReadOnlyList<Script> Pending
    {
        get
        {
            var there = _present.Select(row => row.Version!.Value).ToHashSet();
            return [.. package.Values.Where(script => !there.Contains(script.Version!.Value)).OrderBy(script => script.Version)];
        }
    }

    public IReadOnlyList<JournalRow> Adopted => [.. Kept.Where(IsUnchanged)];

    public IReadOnlyList<JournalRow> Accepted =>
        [.. Kept.Where(row => !IsUnchanged(row)).Concat(Abandoned).Where(row => _accepted.Contains(row.Version!.Value))];

    public IReadOnlyList<RenamedRow> Renamed =>
    [
        .. from row in _present
           where row.State == JournalState.Applied
           let script = package.GetValueOrDefault(row.Version!.Value)
           where script is not null && script.Name != row.Name && script.Up.HasChecksum(row.Checksum)
           select new RenamedRow(row, script.Name),
    ];

    /// <summary>
    /// What has to go, newest first: rows above an explicit target, or above this image where OnAhead says so. A part of what
    /// never ended may be there.
    /// </summary>
    public IReadOnlyList<JournalRow> Above =>
    [
        .. rows.Where(row => row.Version > Limit && (row.IsPresent || row.State == JournalState.Running))
            .OrderByDescending(row => row.Version).ThenByDescending(row => row.Id),
    ];

    /// <summary>Whether nothing newer is in the schema once those rows are gone.</summary>
    public bool EndsAt(ScriptVersion version, IReadOnlyList<JournalRow> reverted) =>
        _present.Except(reverted).All(row => row.Version <= version);

    /// <summary>Everything that speaks against running anything.</summary>
    public IReadOnlyList<string> Findings =>
    [
        .. Target, .. Texts, .. Edited, .. Diverged, .. Renumbered, .. Unsettled.Select(unsettled => unsettled.Remedy),
        .. OutOfOrder, .. Ahead,
    ];

    /// <summary>
    /// Kept rows whose script is edited or gone, and begun ones whose script is gone, which nobody accepts. One that an order
    /// takes back is settled by that.
    /// </summary>
    public IReadOnlyList<UnsettledRow> Unsettled =>
    [
        .. from row in Kept
           where !IsUnchanged(row) && !_accepted.Contains(row.Version!.Value)
           let what = package.ContainsKey(row.Version!.Value) ? "was edited since" : "is not in this image"
           select new UnsettledRow(
               row,
               $"{row.Name} is still in the database, because a rollback had to keep it, and {what}. Restore its text and make "
                   + $"the change in a new script, or accept what is there with Accept: [\"{row.Version}\"]."),
        .. from row in Abandoned
           where !_accepted.Contains(row.Version!.Value)
           select new UnsettledRow(
               row,
               $"{row.Name} was begun and did not end, and is not in this image: half of it may be in the database. "
                   + "Add it again, and it goes on where it stopped; or clear up by hand, and accept what is there with "
                   + $"Accept: [\"{row.Version}\"]."),
    ];

    // Null where nothing has to go: nothing compares as greater.
    ScriptVersion? Limit => target is null && properties.OnAhead == AheadPolicy.Revert ? newest : target;

    // What an order takes back needs no settling.
    IEnumerable<JournalRow> Kept => _present.Where(row => row.State == JournalState.Kept && !(row.Version > Limit));

    IEnumerable<JournalRow> Abandoned => rows.Where(row => row is { State: JournalState.Running, Version: { } version }
        && !package.ContainsKey(version) && !(version > Limit));

    IEnumerable<string> Target => target > newest
        ?
        [
            $"TargetVersion is {target}, but the newest script of this image is {newest}: "
                + "correct it, or deploy the image that has it.",
        ]
        : [];

    // Those of applied scripts were judged when they ran.
    IEnumerable<string> Texts => Due.SelectMany(script => script.Findings).Select(finding => finding.ToString());

    IEnumerable<string> Edited =>
        from row in _present
        where row.State == JournalState.Applied
        let script = package.GetValueOrDefault(row.Version!.Value)
        where script is not null && !script.Up.HasChecksum(row.Checksum)
        select $"{script.Name} was edited after it was applied{(script.Name == row.Name ? "" : $" as {row.Name}")}: "
            + $"its SHA-256 is {script.Up.Checksum}, the applied text's is {row.Checksum}. "
            + "Restore its text, to the last space and comment, and put the change into a new script.";

    IEnumerable<string> Diverged =>
        from row in _present
        where row.State == JournalState.Applied && row.Version < newest && !package.ContainsKey(row.Version!.Value)
        select $"{row.Name} is applied, but this image, whose newest script is {newest}, does not have it: "
            + "another branch was deployed. Add the script to this image.";

    // Run under its new number it would run twice; reverted under its old one it would take its data along.
    IEnumerable<string> Renumbered =>
        from row in _present
        where row.State == JournalState.Applied && !package.ContainsKey(row.Version!.Value)
        let script = Pending.FirstOrDefault(script => script.Up.HasChecksum(row.Checksum))
        where script is not null
        select $"{script.Name} has the text of {row.Name}, which is applied: a script that ran keeps its number. "
            + $"Give it {row.Version} again.";

    IEnumerable<string> OutOfOrder
    {
        get
        {
            // What has to go goes before they run. What was begun has its place already.
            var reached = _present.Except(Above).Select(row => row.Version!.Value).DefaultIfEmpty(ScriptVersion.Zero).Max();
            var begun = rows.Where(row => row.State == JournalState.Running).Select(row => row.Version).ToHashSet();
            return properties.AllowOutOfOrder
                ? []
                : Due.Where(script => script.Version < reached && !begun.Contains(script.Version))
                    .Select(script => $"{script.Name} comes before {reached}, which is already applied. "
                        + "Give it a higher number, or set AllowOutOfOrder: true.");
        }
    }

    IEnumerable<string> Ahead
    {
        get
        {
            var above = _present.Where(row => row.Version > newest).Select(row => row.Name).ToList();
            return target is null && properties.OnAhead == AheadPolicy.Fail && above.Count > 0
                ?
                [
                    $"The database is ahead of this image, whose newest script is {newest}: it has "
                        + $"{string.Join(", ", above.Take(3))}. Deploy a newer image, or set OnAhead.",
                ]
                : [];
        }
    }

    bool IsUnchanged(JournalRow row) => package.GetValueOrDefault(row.Version!.Value)?.Up.HasChecksum(row.Checksum) == true;
}
