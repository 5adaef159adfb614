using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>A database of one test, and a way to look into it.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements that tests write themselves.")]
sealed class TestDatabase(string connectionString)
{
    public string ConnectionString { get; } = connectionString;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestDatabase> CreateAsync(SharedPostgres postgres) =>
        new(await postgres.Server.CreateDatabaseAsync(null, Token));

    /// <summary>The database of a login; what is done through it here is done as the superuser.</summary>
    public static async Task<TestDatabase> CreateAsync(SharedPostgres postgres, PostgresLogin owner)
    {
        var owned = new NpgsqlConnectionStringBuilder(await postgres.Server.CreateDatabaseAsync(owner, Token));
        return new TestDatabase(
            new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString) { Database = owned.Database }
                .ConnectionString);
    }

    /// <summary>The same database for somebody else.</summary>
    public string As(PostgresLogin login) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Username = login.Name, Password = login.Password }.ConnectionString;

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync(Token);
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await SessionAsync(sql);
    }

    /// <summary>A session that has run this, and is open until it is disposed of.</summary>
    public async Task<NpgsqlConnection> SessionAsync(string sql)
    {
        var connection = await OpenAsync();
        await ExecuteAsync(connection, sql);
        return connection;
    }

    /// <summary>What a session that is open already does next.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>The rows, a line each, columns joined by a bar.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount)
                .Select(column => reader.IsDBNull(column) ? "" : reader[column].ToString())));
        }

        return rows;
    }

    public async Task<string> ValueAsync(string sql) => (await RowsAsync(sql)).Single();

    /// <summary>Holds an advisory lock at which a script can be made to wait; it is free when this is disposed of.</summary>
    public Task<NpgsqlConnection> LockAsync(long key) => SessionAsync($"SELECT pg_advisory_lock({key})");

    /// <summary>The server says when the script has come to its lock; there is no event to wait for.</summary>
    public Task UntilSomebodyWaitsForAsync(int key) => UntilAsync(
        "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            + $"AND objid = {key} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");

    /// <summary>The newest request is on record, does not get the schema's lock, and has asked for it once more.</summary>
    /// <param name="run">Which run of it.</param>
    /// <param name="atWork">How many requests are on record then, and not ended.</param>
    public async Task UntilItWaitsForTheSchemaAsync(int run = 1, int atWork = 1)
    {
        // But for the connection through which the one that has the lock looks at who is in its own way.
        const string Ours = "FROM pg_stat_activity WHERE application_name = 'lockstep' AND datname = current_database() "
            + "AND query NOT LIKE '%pg_blocking_pids%'";
        await UntilAsync("SELECT to_regclass('lockstep.deployment') IS NOT NULL");
        await UntilAsync(
            $"SELECT (SELECT state = 'running' AND run = {run} FROM lockstep.deployment ORDER BY id DESC LIMIT 1) "
                + $"AND (SELECT count(*) = {atWork} FROM lockstep.deployment WHERE state = 'running') "
                + $"AND (SELECT state = 'idle' {Ours} ORDER BY query_start DESC LIMIT 1)");
        var last = await ValueAsync($"SELECT max(query_start)::text {Ours}");
        await UntilAsync($"SELECT max(query_start) > '{last}' {Ours}");
    }

    /// <summary>A statement of a run sleeps: it is in the middle of its work.</summary>
    public Task UntilItSleepsAsync() => UntilAsync(Sleeps);

    /// <summary>Lets the time to work be over for each run that comes to a statement that sleeps.</summary>
    public async Task<T> EndEachSleepAsync<T>(TestStack stack, Task<T> work)
    {
        while (!work.IsCompleted)
        {
            if (await ValueAsync(Sleeps) == "True")
            {
                stack.EndWork();
            }

            await Task.Delay(20, Token);
        }

        return await work;
    }

    const string Sleeps = "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'lockstep' "
        + "AND datname = current_database() AND wait_event = 'PgSleep'";

    /// <summary>Asks until the answer is true, 20 s at most.</summary>
    public async Task UntilAsync(string condition)
    {
        var pause = TimeSpan.FromMilliseconds(20);
        for (var patience = TimeSpan.FromSeconds(20); await ValueAsync(condition) != "True"; patience -= pause)
        {
            patience.ShouldBeGreaterThan(TimeSpan.Zero, $"it never came true: {condition}");
            await Task.Delay(pause, Token);
        }
    }

    /// <summary>The tables of a schema, with their columns: what a rollback has to give back.</summary>
    public async Task<IReadOnlyList<string>> TablesAsync(string schema = "public") => await RowsAsync(
        $"""
        SELECT c.relname || '(' || coalesce(string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', '
          ORDER BY a.attname), '') || ')'
        FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = to_regnamespace('{schema}') AND c.relkind IN ('r', 'i') GROUP BY c.relname ORDER BY 1
        """);

    /// <summary>Everything there is in the database but rows, a line each: definitions, rights, comments.</summary>
    public async Task<IReadOnlyList<string>> CatalogueAsync()
    {
        await using var connection = await OpenAsync();
        return (await Catalogue.ReadAsync(connection, Token)).Lines;
    }

    /// <summary>The journal: name and state of each row, oldest first.</summary>
    public Task<IReadOnlyList<string>> JournalAsync() => RowsAsync("SELECT name, state FROM lockstep.journal ORDER BY id");

    public Task<IReadOnlyList<string>> DeploymentsAsync() =>
        RowsAsync("SELECT request_type, state, version_before, version_after FROM lockstep.deployment ORDER BY id");
}
