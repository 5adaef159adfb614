using Npgsql;

namespace Lockstep.Rehearsal.Inspecting;

/// <summary>A database at one moment: its objects, its rows, its journal, and who still holds a lock.</summary>
/// <param name="Catalogue">Its objects.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Journal">What its journal says.</param>
/// <param name="AdvisoryLocks">How many are held in it.</param>
/// <param name="Roles">The server's roles, but for its own.</param>
public sealed record DatabaseState(
    Catalogue Catalogue, TableRows Rows, JournalContents Journal, int AdvisoryLocks, IReadOnlyList<string> Roles)
{
    const string AllRoles = @"SELECT array_agg(rolname::text) FROM pg_roles WHERE rolname NOT LIKE 'pg\_%'";

    const string Locks = """
        SELECT count(*)::int FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE l.locktype = 'advisory' AND d.datname = current_database()
        """;

    /// <param name="connectionString">Of somebody who may read everything.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DatabaseState> ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        var catalogue = await Catalogue.ReadAsync(connection, cancellationToken);
        var rows = await TableRows.ReadAsync(connection, cancellationToken);
        var journal = await JournalContents.ReadAsync(connection, cancellationToken);
        await using var locks = new NpgsqlCommand(Locks, connection);
        await using var roles = new NpgsqlCommand(AllRoles, connection);
        return new(
            catalogue, rows, journal, (int)(await locks.ExecuteScalarAsync(cancellationToken))!,
            (string[])(await roles.ExecuteScalarAsync(cancellationToken))!);
    }
}
