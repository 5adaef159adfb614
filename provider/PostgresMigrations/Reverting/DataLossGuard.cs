using System.Globalization;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting;

/// <summary>Keeps a script from dropping rows that anybody but the deployment which ran it has written.</summary>
/// <remarks>
/// What the steps drop is not read from their text, which a DO block or a CASCADE would fool: they are run, the catalogue is
/// compared, and the transaction goes back to where it was. Then, with the tables locked, their rows are looked at: a row's
/// <c>xmin</c> names the transaction that wrote it. Where nothing was lost nothing is locked: others may write there until
/// the steps run for good, and so it is looked once more before that is committed. Where several deployments are taken back,
/// the downs of the later ones may have deleted first what is theirs: so it is looked at twice, as it is and as it would be
/// just before it goes.
/// </remarks>
sealed class DataLossGuard(MigratorSession session, OwnXids own) : IStepGuard
{
    internal const string Rule = "data-loss";

    static readonly Savepoint Before = new("lockstep_guard");
    static readonly Savepoint BeforePart = new("lockstep_guard_part");

    IReadOnlyDictionary<(long Deployment, long Table), long> _notes = new Dictionary<(long Deployment, long Table), long>();

    public static Sql RowSecurityOff { get; } = new("""
        SELECT set_config('lockstep.row_security', current_setting('row_security'), true), set_config('row_security', 'off', true)
        """);

    public static Sql RowSecurityAsBefore { get; } = new(
        "SELECT set_config('row_security', current_setting('lockstep.row_security'), true)");

    /// <exception cref="DataLossException">Rows would be lost.</exception>
    /// <exception cref="ScriptFailedException">A step fails, which is found before anything is done for good.</exception>
    public Task CheckAsync(IReadOnlyList<GuardedPart> parts, CancellationToken cancellationToken) =>
        LookAsync(parts, cancellationToken);

    /// <exception cref="DataLossException">Rows would be lost, or are by now.</exception>
    /// <exception cref="ScriptFailedException">A step fails.</exception>
    public async Task RunAsync(IReadOnlyList<GuardedPart> parts, CancellationToken cancellationToken)
    {
        var expected = await LookAsync(parts, cancellationToken);
        var start = await Holdings.TakeAsync(session.Connection, cancellationToken);
        var lost = await LostByAsync(parts, start, (part, _) => part.RunAsync(), isEach: false, cancellationToken);
        if (await start.OwnAsync(lost.Beyond(expected), session.Connection, cancellationToken) is [var table, ..])
        {
            throw new DataLossException($"table {table}");
        }
    }

    // What the parts lose without being allowed to: nobody else can write there any more.
    async Task<Losses> LookAsync(IReadOnlyList<GuardedPart> parts, CancellationToken cancellationToken)
    {
        _notes = await RowNotes.ReadAsync(session.Connection, own.Deployments, cancellationToken);
        await session.Connection.ExecuteAsync(Before.Set, cancellationToken);
        var start = await Holdings.TakeAsync(session.Connection, cancellationToken);
        var (looked, written) = (new List<Loss>(), new HashSet<(long Table, long? Origin)>());
        var lost = await LostByAsync(
            parts, start,
            (part, before) => own.AreOfSeveral ? TryTwiceAsync(part, before, looked, written, cancellationToken) : TryAsync(part),
            isEach: true, cancellationToken);
        await session.Connection.ExecuteAsync(Before.Back, cancellationToken);
        foreach (var loss in own.AreOfSeveral ? looked : lost.Dropped.Select(AsAWhole))
        {
            await CheckAsync(loss, cancellationToken);
        }

        if (lost.Thinned.Count > 0)
        {
            await new TakenRows(session.Connection, own, _notes).CheckAsync(parts, lost.Thinned, cancellationToken);
        }

        return lost;
    }

    /// <summary>Its author has said that data may go.</summary>
    public static bool IsAllowed(GuardedPart part) => part.Directives.Allows(Rule);

    // Looked at behind each part, which may make what the next one drops; or, once all of them were, only where it has to be told
    // whether a part may lose rows.
    async Task<Losses> LostByAsync(
        IReadOnlyList<GuardedPart> parts, Holdings start, Func<GuardedPart, Holdings, Task> runAsync, bool isEach,
        CancellationToken cancellationToken)
    {
        var (lost, before) = (Losses.None, start);
        foreach (var (index, part) in parts.Index())
        {
            await runAsync(part, before);
            if (isEach || index == parts.Count - 1 || IsAllowed(part) != IsAllowed(parts[index + 1]))
            {
                var after = await Holdings.TakeAsync(session.Connection, cancellationToken);
                lost = IsAllowed(part) ? lost : lost.And(before.LostUntil(after));
                before = after;
            }
        }

        return lost;
    }

    // What it drops can be looked at only before that.
    async Task TryTwiceAsync(
        GuardedPart part, Holdings before, List<Loss> looked, HashSet<(long Table, long? Origin)> written,
        CancellationToken cancellationToken)
    {
        await session.Connection.ExecuteAsync(BeforePart.Set, cancellationToken);
        await TryAsync(part);
        var after = await Holdings.TakeAsync(session.Connection, cancellationToken);
        if (!IsAllowed(part) && before.LostUntil(after).Dropped is { Count: > 0 } dropped)
        {
            await session.Connection.ExecuteAsync(BeforePart.Back, cancellationToken);
            foreach (var data in dropped)
            {
                looked.Add(await LookAsync(part, data, written, cancellationToken));
            }

            await TryAsync(part);
            after = await Holdings.TakeAsync(session.Connection, cancellationToken); // what it makes has other numbers this time
        }

        written.UnionWith(before.WrittenUntil(after).Select(table => (table, part.Step.Origin)));
    }

    // What is not all its own just before it goes must have been so from the beginning, and only its own downs have touched it.
    async Task<Loss> LookAsync(
        GuardedPart part, DroppedData data, HashSet<(long Table, long? Origin)> written, CancellationToken cancellationToken)
    {
        var loss = new Loss(data, own.Of(part.Step), own.MostRows(part.Step, data.Table, _notes));
        if (await ForeignInAsync(loss, cancellationToken) is not { } what)
        {
            return AsAWhole(data);
        }

        return written.Any(by => by.Table == data.Table && by.Origin != part.Step.Origin)
            ? throw new DataLossException(what)
            : loss;
    }

    Loss AsAWhole(DroppedData data) => new(data, own.All, own.MostRows(null, data.Table, _notes));

    // What commits cannot be taken back, and so not be looked at first.
    static async Task TryAsync(GuardedPart part)
    {
        try
        {
            await part.RunAsync();
        }
        catch (ScriptFailedException failed) when (failed.SqlState == PostgresErrorCodes.InvalidTransactionTermination
            && !part.Directives.IsTransactional && !IsAllowed(part))
        {
            throw DataLossException.ForCommit(failed);
        }
    }

    async Task CheckAsync(Loss loss, CancellationToken cancellationToken)
    {
        if (await ForeignInAsync(loss, cancellationToken) is { } what)
        {
            throw new DataLossException(what);
        }
    }

    // What holds other rows, in words; null where nothing does.
    async Task<string?> ForeignInAsync(Loss loss, CancellationToken cancellationToken)
    {
        // Gone already: an earlier step of the segment made the table, nobody else has seen it.
        if (await session.Connection.QueryAsync(Describe(loss.Data), Description, cancellationToken) is not [var found])
        {
            return null;
        }

        var what = found.Column is null ? $"table {found.Table}" : $"column {found.Table}.{found.Column}";
        return await IsForeignAsync(found, loss, what, cancellationToken) ? what : null;
    }

    // Row security would hide from the table's owner what it forces upon him; told not to, it refuses instead.
    async Task<bool> IsForeignAsync(Found found, Loss loss, string what, CancellationToken cancellationToken)
    {
        try
        {
            await session.Connection.ExecuteAsync(
                [new Sql($"LOCK TABLE {found.Table} IN ACCESS EXCLUSIVE MODE"), RowSecurityOff], cancellationToken);
            var isForeign = await session.Connection.QueryAsync(
                Foreign(found, loss), row => row.GetBoolean(0), cancellationToken);
            await session.Connection.ExecuteAsync(RowSecurityAsBefore, cancellationToken);
            return isForeign[0];
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DataLossException(what, exception);
        }
    }

    // The value that ADD COLUMN gave to all rows is kept as attmissingval; later rows have the default. One that differs
    // from row to row is nothing to compare with, and one that calls somebody's function is not for the migrator to run: only
    // constants, in PostgreSQL's own casts, which FUNCEXPR are here.
    static Sql Describe(DroppedData data) => new(
        """
        SELECT format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), (a.attmissingval::text::text[])[1],
          pg_get_expr(d.adbin, d.adrelid), format_type(a.atttypid, a.atttypmod)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = $2
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atttypid < 16384
          AND d.adbin::text !~ '\{(?!(CONST|FUNCEXPR) )' AND NOT EXISTS (
            SELECT FROM regexp_matches(d.adbin::text, ':funcid (\d+)', 'g') AS id LEFT JOIN pg_proc p ON p.oid = id[1]::oid
            WHERE p.oid >= 16384 OR p.provolatile <> 'i')
        WHERE c.oid = $1::oid AND ($2 = 0 OR a.attnum IS NOT NULL)
        """,
        Sql.Value(data.Table), Sql.Value(data.Column));

    static Found Description(NpgsqlDataReader row) => new(row.GetString(0), row.Text(1), row.Text(2))
    {
        Constant = row.Text(3) is { } constant ? $"CAST({constant} AS {row.Text(4)})" : null,
    };

    // As text, for not every type can be compared; by concat, which asks the type's output function as attmissingval does: a cast
    // writes true where that one writes t. IS NOT NULL would say no of a composite value with a field that is null.
    static Sql Foreign(Found found, Loss loss) => new(
        $"""
        SELECT EXISTS (SELECT FROM ONLY {found.Table} WHERE NOT (xmin::text::bigint = ANY ($1))
          {(found.Column is null
            ? "AND $2 IS NULL"
            : $"AND {found.Column} IS DISTINCT FROM NULL AND concat({found.Column}) IS DISTINCT FROM $2 "
                + NotTheConstant(found))})
        {(found.Column is null && loss.Most is { } most ? MoreThan(most, found) : string.Empty)}
        """,
        Sql.Value(loss.MayHold), Sql.Value(found.Default));

    // Only where it has to be, for it counts them all.
    static string MoreThan(long most, Found found) => string.Create(
        CultureInfo.InvariantCulture,
        $"OR (SELECT count(*) FROM ONLY {found.Table} WHERE xmin::text::bigint = ANY ($1)) > {most}");

    static string NotTheConstant(Found found) => found.Constant is { } constant
        ? $"AND NOT ({constant} IS NOT NULL AND concat({found.Column}) = concat({constant}))"
        : string.Empty;

    sealed record Found(string Table, string? Column, string? Default)
    {
        public string? Constant { get; init; }
    }

    /// <param name="Data">What goes.</param>
    /// <param name="MayHold">The transactions whose rows may be in it now.</param>
    /// <param name="Most">So many rows of them at most are theirs, of a table; null: nobody knows.</param>
    sealed record Loss(DroppedData Data, IReadOnlyList<long> MayHold, long? Most);
}
