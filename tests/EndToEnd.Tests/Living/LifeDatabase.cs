using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The database of one life, as its owner and as an administrator see it.</summary>
/// <param name="owner">The migrator's login, a connection string.</param>
/// <param name="administrator">Of the same database.</param>
/// <param name="schema">Where unqualified names lead at first.</param>
[SuppressMessage("Security", "CA2100", Justification = "Statements that tests write themselves.")]
sealed class LifeDatabase(string owner, string administrator, string schema) : IAsyncDisposable
{
    const string NotNow = "55P03";

    public string Owner => owner;

    /// <summary>Where unqualified names lead.</summary>
    public string Schema { get; set; } = schema;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Password => new NpgsqlConnectionStringBuilder(owner).Password!;

    public static async Task<LifeDatabase> CreateAsync(PostgresServer server, PostgresLogin login, string schema) =>
        Of(server, await server.CreateDatabaseAsync(login, CancellationToken.None), schema);

    /// <summary>One that is there.</summary>
    public static LifeDatabase Of(PostgresServer server, string owner, string schema)
    {
        var administrator = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString)
        {
            Database = new NpgsqlConnectionStringBuilder(owner).Database,
        };
        return new(owner, administrator.ConnectionString, schema);
    }

    /// <summary>A session of the application's.</summary>
    public Task<NpgsqlConnection> ConnectAsync() => ConnectAsync(owner);

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync(owner);
        await ExecuteAsync(connection, sql);
    }

    /// <summary>As the application; whether it could, or a lock was in its way.</summary>
    public async Task<bool> WriteAsync(string sql)
    {
        await using var connection = await ConnectAsync(owner);
        await ExecuteAsync(connection, "SET lock_timeout = '3s'");
        try
        {
            await ExecuteAsync(connection, sql);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == NotNow)
        {
            return false;
        }
    }

    public async Task AdministerAsync(string sql)
    {
        await using var connection = await ConnectAsync(administrator);
        await ExecuteAsync(connection, sql);
    }

    /// <summary>The first column of each row as text.</summary>
    public async Task<IReadOnlyList<string>> ColumnAsync(string sql, string? elsewhere = null)
    {
        await using var connection = await ConnectAsync(administrator, elsewhere);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(Convert.ToString(reader[0], CultureInfo.InvariantCulture)!);
        }

        return rows;
    }

    /// <summary>Whether the answer is true; it is not where the table or the column is missing.</summary>
    public async Task<bool> IsTrueAsync(string sql, string? elsewhere = null)
    {
        try
        {
            return await ColumnAsync(sql, elsewhere) is ["True"];
        }
        catch (PostgresException exception) when (exception.SqlState is "42P01" or "42703")
        {
            return false;
        }
    }

    /// <summary>The objects, without what a role was granted on them; a view's text names those of the session's own schema
    /// without it.</summary>
    public async Task<Catalogue> LookAsync(string? elsewhere = null)
    {
        await using var connection = await ConnectAsync(administrator, elsewhere);
        return (await Catalogue.ReadAsync(connection, CancellationToken.None)).WithoutGrants();
    }

    /// <summary>A server of two thousand lives would be full.</summary>
    public async ValueTask DisposeAsync()
    {
        var name = new NpgsqlConnectionStringBuilder(owner).Database;
        await using var connection = await ConnectAsync(
            new NpgsqlConnectionStringBuilder(administrator) { Database = "postgres", SearchPath = null }.ConnectionString);
        await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    async Task<NpgsqlConnection> ConnectAsync(string text, string? elsewhere = null)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(text) { Pooling = false, SearchPath = elsewhere ?? Schema }.ConnectionString);
        await connection.OpenAsync(Token);
        return connection;
    }
}
