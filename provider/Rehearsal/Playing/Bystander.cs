using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Traffic;
using Npgsql;

namespace Lockstep.Rehearsal.Playing;

/// <summary>Does and looks at things in the database right after the migration, before the next resource has its turn.</summary>
/// <param name="database">The application's login.</param>
/// <param name="superuser">Somebody's who may look at everything.</param>
sealed class Bystander(string database, string superuser)
{
    static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(20);

    readonly RowWriter _application = new(database);
    readonly List<WrittenRow> _written = [];
    IEnumerable<string>? _tablesToWrite;

    /// <summary>What the application wrote, in all acts.</summary>
    public IReadOnlyList<WrittenRow> Written => _written;

    /// <summary>Somebody else who migrates the same schema.</summary>
    public Rival Rival { get; } = new(superuser);

    /// <summary>The tables that the API's role could not use right after the last migration; null: nobody has looked.</summary>
    public IReadOnlyList<string>? ClosedTables { get; private set; }

    /// <summary>The role that the API signs in as; empty until there was one.</summary>
    public string Role { get; private set; } = "";

    /// <summary>Lets the application write a row when the migration is done.</summary>
    public void WriteAfterMigration(IEnumerable<string> tables) => _tablesToWrite = tables;

    /// <summary>A new act: what was seen in the last one is of no interest.</summary>
    public void Forget() => ClosedTables = null;

    /// <summary>Gives the API's role a table of its own.</summary>
    public Task GiveTableAsync(string table, CancellationToken cancellationToken) =>
        RunAsync($"CREATE TABLE {table} (id int); ALTER TABLE {table} OWNER TO {Quoted(Role)}", cancellationToken);

    /// <summary>Drops a table, as a person does.</summary>
    public Task DropTableAsync(string table, CancellationToken cancellationToken) =>
        RunAsync($"DROP TABLE {table}", cancellationToken);

    /// <summary>Ends when a script sleeps: the server says so, and there is no event to wait for.</summary>
    public async Task UntilAScriptSleepsAsync(CancellationToken cancellationToken)
    {
        const string Sleeping =
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep' LIMIT 1";
        await using var connection = new NpgsqlConnection($"{superuser};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sleeping, connection);
        while (await command.ExecuteScalarAsync(cancellationToken) is null)
        {
            await Task.Delay(PauseBetweenLooks, cancellationToken);
        }
    }

    public async Task ObserveAsync(StackEvent told, CancellationToken cancellationToken)
    {
        await Rival.ObserveAsync(told, cancellationToken);
        if (told is { LogicalResourceId: ShopTemplate.Role, ResourceStatus: Status.CreateComplete })
        {
            Role = Uri.UnescapeDataString(told.PhysicalResourceId.Split('/')[^1]);
        }

        if (told is not { LogicalResourceId: ShopTemplate.Migration, ResourceStatus: Status.UpdateComplete })
        {
            return;
        }

        ClosedTables ??= await RoleRights.ClosedTablesAsync(superuser, Role, cancellationToken);
        if (_tablesToWrite is { } tables)
        {
            _tablesToWrite = null;
            _written.AddRange(await _application.WriteAsync(tables, cancellationToken));
        }
    }

    static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [SuppressMessage("Security", "CA2100", Justification = "The names are the rehearsal's own.")]
    async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{superuser};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
