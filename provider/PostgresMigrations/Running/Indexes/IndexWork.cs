using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Running.Indexes;

/// <summary>What a statement with CONCURRENTLY does to indexes, and how the catalogue shows it afterwards.</summary>
sealed class IndexWork(Statement statement)
{
    // The server cuts the table's name in a name of its own making, but not as short as this.
    const int SurePart = 20;

    readonly ConcurrentIndex? _built = statement.ConcurrentIndex;
    readonly ConcurrentReindex? _rebuilt = ConcurrentReindex.DoneBy(statement.Characters);
    readonly QualifiedName? _dropped = DroppedIndex.By(statement.Characters);

    /// <summary>Finds the indexes that it is about; null where it is about none.</summary>
    public Sql? Query => _built is not null ? IndexCatalog.Of(_built)
        : _rebuilt is not null ? IndexCatalog.Of(_rebuilt)
        : _dropped is { } name ? IndexCatalog.Of(name)
        : null;

    /// <summary>Whether an earlier run, whose end nobody saw, has done all of it. Rebuilding is never known to be done.</summary>
    /// <param name="there">The indexes there are.</param>
    /// <param name="before">The oids of those there were before that run.</param>
    public bool IsDone(IReadOnlyList<FoundIndex> there, IReadOnlyList<long> before) =>
        _built is not null ? there.Any(index => index.IsValid && IsBuilt(_built, index, before))
        : _dropped is not null && before.Count > 0 && there.Count == 0;

    /// <summary>What a run has left INVALID.</summary>
    public IReadOnlyList<FoundIndex> Made(IReadOnlyList<FoundIndex> there, IReadOnlyList<long> before) =>
    [
        .. there.Where(index => !index.IsValid
            && (_built is not null ? IsBuilt(_built, index, before) : _rebuilt is not null && !before.Contains(index.Oid))),
    ];

    /// <summary>What a run was dropping, and has left INVALID.</summary>
    public IReadOnlyList<FoundIndex> HalfDropped(IReadOnlyList<FoundIndex> there) =>
        _dropped is null ? [] : [.. there.Where(index => !index.IsValid)];

    /// <summary>What has the name and is INVALID: IF NOT EXISTS would be content with it, and anything else fail.</summary>
    public IReadOnlyList<FoundIndex> InTheWay(IReadOnlyList<FoundIndex> there) =>
        [.. there.Where(index => !index.IsValid && _built?.Name is { } name && name == index.Name)];

    static bool IsBuilt(ConcurrentIndex built, FoundIndex index, IReadOnlyList<long> before) =>
        !before.Contains(index.Oid) && (built.Name is { } name
            ? index.Name == name
            : index.Name.StartsWith(built.Table.Name[..Math.Min(built.Table.Name.Length, SurePart)], StringComparison.Ordinal));
}
