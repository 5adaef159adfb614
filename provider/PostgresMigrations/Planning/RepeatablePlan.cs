using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>What a forward deployment does about the repeatable scripts of its image.</summary>
/// <param name="Pending">Those whose text is not in the database, in ordinal order of their names.</param>
/// <param name="Replaced">The rows of their former texts.</param>
/// <param name="Adopted">Rows that a rollback kept and whose text is here unchanged.</param>
/// <param name="Withheld">
/// Those that would be pending, but belong to another version than the schema is going to be at: their tables may not be there.
/// </param>
/// <param name="Gone">Rows whose file this image does not have; they stay.</param>
sealed record RepeatablePlan(
    IReadOnlyList<Script> Pending,
    IReadOnlyList<JournalRow> Replaced,
    IReadOnlyList<JournalRow> Adopted,
    IReadOnlyList<Script> Withheld,
    IReadOnlyList<JournalRow> Gone)
{
    /// <param name="scripts">All scripts of the image.</param>
    /// <param name="rows">What the journal says is there, and stays.</param>
    /// <param name="isTheirVersion">Whether the schema is going to be at the newest version of the image.</param>
    public static RepeatablePlan For(IReadOnlyList<Script> scripts, IReadOnlyList<JournalRow> rows, bool isTheirVersion)
    {
        var present = rows.Where(row => row.IsPresent && row.Kind == ScriptKind.Repeatable)
            .ToDictionary(row => row.Name, StringComparer.Ordinal);
        var files = scripts.Where(script => script.Kind == ScriptKind.Repeatable).ToList();
        var changed = files.FindAll(script => present.GetValueOrDefault(script.Name) is not { } row
            || script.JournaledChecksum != row.Checksum);
        IReadOnlyList<Script> pending = isTheirVersion ? changed : [];
        var names = files.Select(script => script.Name).ToHashSet(StringComparer.Ordinal);
        return new RepeatablePlan(
            pending,
            [.. pending.Select(script => present.GetValueOrDefault(script.Name)).OfType<JournalRow>()],
            [
                .. files.Except(changed).Select(script => present[script.Name])
                    .Where(row => isTheirVersion && row.State == JournalState.Kept),
            ],
            isTheirVersion ? [] : changed,
            [.. present.Values.Where(row => !names.Contains(row.Name)).OrderBy(row => row.Name, StringComparer.Ordinal)]);
    }

    /// <summary>What is wrong with the texts that are going to run.</summary>
    public IEnumerable<string> Findings =>
    [
        .. Pending.SelectMany(script => script.Findings).Select(finding => finding.ToString()),
        .. Pending.Where(script => script.Up.Directives.Batches)
            .Select(script => $"{script.Name}: batches is for versioned scripts. A repeatable runs whenever its text changes; "
                + "put what changes rows into a versioned script."),
    ];

    /// <summary>Those still to run when former texts are run again, which some of them may be.</summary>
    public IEnumerable<Script> PendingAfter(IReadOnlyList<JournalRow> reapplied) => Pending.Where(script =>
        !reapplied.Any(row => row.Name == script.Name && script.JournaledChecksum == row.Checksum));
}
