using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>Creates and drops the whole database, for environments that live as long as their stack.</summary>
/// <param name="connector">Where it is.</param>
/// <param name="mark">Stands in the database's comment, so that a crash right after CREATE does not hide who made it.</param>
sealed class DatabaseMaker(DatabaseConnector connector, string mark)
{
    readonly string _name = connector.Settings.Database;

    bool _isAsked;

    /// <summary>
    /// Creates it where it is missing; of several who come at once, one does. After a link that broke: once more, and then what
    /// the server has made meanwhile is found.
    /// </summary>
    /// <returns>Whether it was created here.</returns>
    public async Task<bool> EnsureAsync(Patience patience, CancellationToken cancellationToken)
    {
        try
        {
            await using var there = await connector.OpenAsync(patience, cancellationToken);
            return _isAsked && await MarkAsync(there, cancellationToken);
        }
        catch (ConnectFailure missing) when (missing.Kind == ConnectFailureKind.NoDatabase)
        {
            return await CreateAsync(patience, cancellationToken);
        }
    }

    async Task<bool> CreateAsync(Patience patience, CancellationToken cancellationToken)
    {
        await using var connection = await connector.OpenMaintenanceAsync(patience, cancellationToken);
        var wasAsked = _isAsked;
        try
        {
            _isAsked = true;
            await connection.ExecuteAsync(new Sql($"CREATE DATABASE {Quoting.Identifier(_name)}"), cancellationToken);
            return await MarkAsync(connection, cancellationToken);
        }
        catch (PostgresException exception)
            when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // The one of the link that broke may be at it still.
            _isAsked = wasAsked;
            return wasAsked && await MarkAsync(connection, cancellationToken);
        }
        catch (PostgresException exception) when (!SqlStates.IsSessionOver(exception.InvariantSeverity))
        {
            throw new ConnectFailure(
                ConnectFailureKind.NoDatabase,
                ($"Database \"{_name}\" could not be created: {exception.SqlState} {exception.MessageText}. "
                    + Remedy(exception.SqlState)).TrimEnd(),
                exception);
        }
    }

    static string? Remedy(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => "The user needs CREATEDB.",
        PostgresErrorCodes.ObjectInUse => "End that connection, or deploy again when it is gone.",
        _ => SqlStates.Of(sqlState).Advice,
    };

    async Task<bool> MarkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            new Sql($"COMMENT ON DATABASE {Quoting.Identifier(_name)} IS {Quoting.Literal(mark)}"), cancellationToken);
        return true;
    }

    /// <summary>
    /// Ends whoever is connected to it, for their application goes as well; unless somebody else is in it: asked last of all, so
    /// that nobody has time to come in between.
    /// </summary>
    /// <returns>Who is in it; empty where it is dropped.</returns>
    /// <exception cref="DropFailedException">The server refused it.</exception>
    public async Task<IReadOnlyList<string>> DropUnlessAsync(
        Func<Task<IReadOnlyList<string>>> findOthersAsync, Patience patience, CancellationToken cancellationToken)
    {
        await using var connection = await connector.OpenMaintenanceAsync(patience, cancellationToken);
        var others = await findOthersAsync();
        try
        {
            if (others.Count == 0)
            {
                await DropAsync(connection, cancellationToken);
            }

            return others;
        }
        catch (PostgresException exception)
            when (!SqlStates.IsSessionOver(exception.InvariantSeverity) && !cancellationToken.IsCancellationRequested)
        {
            throw DropFailedException.For($"Database \"{_name}\"", exception);
        }
    }

    // FORCE ends sessions, but refuses where there is one that the migrator may not end, and takes autovacuum for one: see
    // TerminateOtherDBBackends, https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/storage/ipc/procarray.c.
    // Without FORCE the server ends autovacuum, and waits for sessions: those are ended first.
    async Task DropAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var drop = $"DROP DATABASE IF EXISTS {Quoting.Identifier(_name)}";
        try
        {
            await connection.ExecuteAsync(new Sql($"{drop} WITH (FORCE)"), cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await connection.ExecuteAsync(EndSessions, cancellationToken);
            await connection.ExecuteAsync(new Sql(drop), cancellationToken);
        }
    }

    Sql EndSessions => new(
        """
        SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
        WHERE a.datname = $1 AND a.backend_type = 'client backend'
          AND EXISTS (SELECT FROM pg_database d WHERE d.datname = $1 AND pg_has_role(d.datdba, 'USAGE'))
          AND (pg_has_role(a.usesysid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE'))
          AND (NOT r.rolsuper OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))
        """,
        Sql.Value(_name));
}
