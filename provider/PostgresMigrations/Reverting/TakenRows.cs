using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>
/// Keeps a down from taking rows out of a table that stays, as DELETE and TRUNCATE do, unless the deployment itself wrote them
/// that has run the script.
/// </summary>
/// <remarks>
/// A deleted row cannot be looked at any more, so the rows are counted: all, and those of the deployment's own transactions,
/// before and after each part. An update gives a row another transaction: where a part updates and deletes in one table, no more
/// of its own rows count as deleted than it cannot have updated.
/// </remarks>
/// <param name="connection">In the transaction of the parts.</param>
/// <param name="ownXids">Whose rows may go.</param>
/// <param name="notes">How many those are (<see cref="RowNotes"/>).</param>
sealed class TakenRows(
    NpgsqlConnection connection, OwnXids ownXids, IReadOnlyDictionary<(long Deployment, long Table), long> notes)
{
    static readonly Savepoint Before = new("lockstep_rows");
    static readonly Savepoint BeforePart = new("lockstep_part");

    // Rows taken so far of those that a deployment has put into a table; all deployments are one where one alone is taken back.
    readonly Dictionary<(long? Deployment, long Table), long> _taken = [];

    /// <summary>Runs the parts once more, with the tables locked against other writers, and takes them back.</summary>
    /// <param name="parts">What is about to be run.</param>
    /// <param name="tables">Oids of the tables that lose rows by it.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="DataLossException">Rows of others would go.</exception>
    public async Task CheckAsync(
        IReadOnlyList<GuardedPart> parts, IReadOnlyList<long> tables, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(tables, cancellationToken);
        foreach (var name in names.Values)
        {
            await LockAsync(name, cancellationToken);
        }

        await connection.ExecuteAsync(Before.Set, cancellationToken);
        foreach (var part in parts)
        {
            await CheckAsync(part, [.. names.Keys], cancellationToken);
        }

        await connection.ExecuteAsync(Before.Back, cancellationToken);
    }

    async Task CheckAsync(GuardedPart part, IReadOnlyList<long> tables, CancellationToken cancellationToken)
    {
        if (DataLossGuard.IsAllowed(part))
        {
            await part.RunAsync();
            return;
        }

        var own = ownXids.Of(part.Step);
        var before = await CountAsync(tables, own, cancellationToken);
        var counters = await RowCounters.TakeAsync(connection, cancellationToken);

        // A level of its own, or TRUNCATE would set back what the parts before it have counted.
        await connection.ExecuteAsync(BeforePart.Set, cancellationToken);
        await part.RunAsync();
        var later = await RowCounters.TakeAsync(connection, cancellationToken);
        var after = await CountAsync(tables, own, cancellationToken);
        foreach (var (table, rows) in before.Where(one => after.ContainsKey(one.Key)))
        {
            var left = after[table];
            var (inserted, updated) = counters.Until(later, table);
            var taken = rows.All + inserted - left.All;
            var mayGo = Math.Min(Math.Max(0, rows.Own - left.Own - updated), Left(part.Step, table));
            if (taken > mayGo)
            {
                throw DataLossException.ForRows(rows.Name, taken - mayGo);
            }

            Take(part.Step, table, Math.Max(0, taken));
        }
    }

    long Left(RunStep step, long table) => ownXids.MostRows(step, table, notes) is { } most
        ? most - _taken.GetValueOrDefault(Key(step, table))
        : long.MaxValue;

    void Take(RunStep step, long table, long rows) =>
        _taken[Key(step, table)] = _taken.GetValueOrDefault(Key(step, table)) + rows;

    (long? Deployment, long Table) Key(RunStep step, long table) => (ownXids.AreOfSeveral ? step.Origin : null, table);

    async Task<Dictionary<long, RowCount>> CountAsync(
        IReadOnlyList<long> tables, IReadOnlyList<long> own, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<long, RowCount>();
        foreach (var (table, name) in await NamesAsync(tables, cancellationToken))
        {
            await connection.ExecuteAsync(DataLossGuard.RowSecurityOff, cancellationToken);
            var count = await CountAsync(name, own, cancellationToken);
            await connection.ExecuteAsync(DataLossGuard.RowSecurityAsBefore, cancellationToken);
            counts.Add(table, count);
        }

        return counts;
    }

    async Task<RowCount> CountAsync(string name, IReadOnlyList<long> own, CancellationToken cancellationToken)
    {
        try
        {
            var counts = await connection.QueryAsync(
                new Sql(
                    $"SELECT count(*), count(*) FILTER (WHERE xmin::text::bigint = ANY ($1)) FROM ONLY {name}",
                    Sql.Value(own)),
                row => new RowCount(name, row.GetInt64(0), row.GetInt64(1)), cancellationToken);
            return counts[0];
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DataLossException($"table {name}", exception);
        }
    }

    async Task LockAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(
                new Sql($"LOCK TABLE ONLY {name} IN SHARE ROW EXCLUSIVE MODE"), cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DataLossException($"table {name}", exception);
        }
    }

    async Task<Dictionary<long, string>> NamesAsync(IReadOnlyList<long> tables, CancellationToken cancellationToken)
    {
        var names = await connection.QueryAsync(
            new Sql(
                """
                SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid::bigint = ANY ($1) ORDER BY c.oid
                """,
                Sql.Value(tables)),
            row => KeyValuePair.Create(row.GetInt64(0), row.GetString(1)), cancellationToken);
        return new Dictionary<long, string>(names);
    }

    sealed record RowCount(string Name, long All, long Own);
}
