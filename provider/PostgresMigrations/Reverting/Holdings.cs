using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>What there is to lose at one moment of a transaction.</summary>
sealed class Holdings
{
    // DELETE holds the one until the end of the transaction; DROP, TRUNCATE and ALTER TABLE the other.
    const string OwnChanges = """
        SELECT DISTINCT relation::bigint FROM pg_locks
        WHERE pid = pg_backend_pid() AND relation::bigint = ANY ($1) AND mode IN ('RowExclusiveLock', 'AccessExclusiveLock')
        """;

    readonly CatalogSnapshot _catalog;
    readonly RowCounters _counters;

    Holdings(CatalogSnapshot catalog, RowCounters counters) => (_catalog, _counters) = (catalog, counters);

    public static async Task<Holdings> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        new(
            await CatalogSnapshot.TakeAsync(connection, cancellationToken),
            await RowCounters.TakeAsync(connection, cancellationToken));

    /// <summary>What is gone, or less, later on.</summary>
    public Losses LostUntil(Holdings later) =>
        new([.. _catalog.DroppedUntil(later._catalog)], [.. _counters.ThinnedUntil(later._counters)]);

    /// <inheritdoc cref="RowCounters.WrittenUntil"/>
    public IEnumerable<long> WrittenUntil(Holdings later) => _counters.WrittenUntil(later._counters);

    /// <summary>
    /// The tables of such losses that this transaction has changed itself, by name: others change theirs meanwhile.
    /// </summary>
    public async Task<IReadOnlyList<string>> OwnAsync(
        Losses losses, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = losses.Dropped.Select(data => data.Table).Concat(losses.Thinned).ToList();
        var own = tables.Count == 0
            ? []
            : await connection.QueryAsync(
                new Sql(OwnChanges, Sql.Value(tables)), row => row.GetInt64(0), cancellationToken);
        return [.. own.Select(_catalog.NameOf).OfType<string>()];
    }
}

/// <param name="Dropped">Tables, and columns of tables that stay.</param>
/// <param name="Thinned">Tables that stay and may have fewer rows, by oid.</param>
sealed record Losses(IReadOnlyList<DroppedData> Dropped, IReadOnlyList<long> Thinned)
{
    public static Losses None { get; } = new([], []);

    /// <summary>Both together: of a table that goes as a whole, what was deleted from it first is no matter.</summary>
    public Losses And(Losses others)
    {
        var dropped = Dropped.Union(others.Dropped).ToList();
        var whole = dropped.Where(data => data.Column == 0).Select(data => data.Table);
        return new(dropped, [.. Thinned.Union(others.Thinned).Except(whole)]);
    }

    /// <summary>What of it is not among others.</summary>
    public Losses Beyond(Losses others)
    {
        var whole = others.Dropped.Where(data => data.Column == 0).Select(data => data.Table);
        return new([.. Dropped.Except(others.Dropped)], [.. Thinned.Except(others.Thinned).Except(whole)]);
    }
}
