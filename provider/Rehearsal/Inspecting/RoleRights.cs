using Npgsql;

namespace Lockstep.Rehearsal.Inspecting;

/// <summary>What an application's role may do, as the server itself says.</summary>
public static class RoleRights
{
    const string Closed = """
        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, pg_roles r
        WHERE r.rolname = $1 AND c.relkind = 'r' AND n.nspname = 'public'
          AND NOT (has_table_privilege(r.oid, c.oid, 'SELECT') AND has_table_privilege(r.oid, c.oid, 'INSERT')
            AND has_table_privilege(r.oid, c.oid, 'UPDATE') AND has_table_privilege(r.oid, c.oid, 'DELETE'))
        ORDER BY 1
        """;

    /// <summary>The tables in <c>public</c> that a role may not read and write; none when there is no such role.</summary>
    public static async Task<IReadOnlyList<string>> ClosedTablesAsync(
        string connectionString, string role, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Closed, connection) { Parameters = { new() { Value = role } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
