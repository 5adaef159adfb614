using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Committing;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>What this transaction has done to the rows of each table, as the server counts it for its statistics.</summary>
sealed class RowCounters
{
    // TRUNCATE counts nothing, but gives the table another file; so does a rewrite, which keeps the rows.
    static readonly Sql Query = new(
        $"""
        SELECT c.oid::bigint, pg_stat_get_xact_tuples_inserted(c.oid), pg_stat_get_xact_tuples_updated(c.oid),
          pg_stat_get_xact_tuples_deleted(c.oid), c.relfilenode::bigint
        FROM {RowNotes.Tables}
        """);

    readonly Dictionary<long, Counts> _tables;

    RowCounters(Dictionary<long, Counts> tables) => _tables = tables;

    public static async Task<RowCounters> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync(
            Query,
            row => KeyValuePair.Create(
                row.GetInt64(0), new Counts(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4))),
            cancellationToken);
        return new RowCounters(rows.ToDictionary());
    }

    /// <summary>The tables, by oid, that may have fewer rows in the later snapshot; both have them.</summary>
    public IEnumerable<long> ThinnedUntil(RowCounters later) =>
        from table in _tables
        let after = later._tables.GetValueOrDefault(table.Key)
        where after is not null && (after.Deleted > table.Value.Deleted || after.File != table.Value.File)
        select table.Key;

    /// <summary>The tables, by oid, into which rows were written until the later snapshot, or that were rewritten.</summary>
    public IEnumerable<long> WrittenUntil(RowCounters later) =>
        from table in later._tables
        let before = _tables.GetValueOrDefault(table.Key, new Counts(0, 0, 0, table.Value.File))
        where table.Value.Inserted > before.Inserted || table.Value.Updated > before.Updated || table.Value.File != before.File
        select table.Key;

    /// <summary>How many rows were inserted into a table, and updated in it, until the later snapshot.</summary>
    public (long Inserted, long Updated) Until(RowCounters later, long table)
    {
        var (before, after) = (_tables[table], later._tables[table]);
        return (Math.Max(0, after.Inserted - before.Inserted), Math.Max(0, after.Updated - before.Updated));
    }

    sealed record Counts(long Inserted, long Updated, long Deleted, long File);
}
