using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Postgres;
using Lockstep.Rehearsal.Tests.Inspecting.Changes;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Inspecting;

/// <summary>A database with <see cref="SampleSchema"/>, and a tablespace <c>elsewhere</c>.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements that tests write themselves.")]
sealed class SampleDatabase : IAsyncDisposable
{
    readonly string _superuser;
    readonly NpgsqlConnection _connection;

    SampleDatabase(string superuser, string own)
    {
        (_superuser, ConnectionString) = (superuser, own);
        _connection = new($"{own};Pooling=false");
    }

    public string ConnectionString { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SampleDatabase> CreateAsync(PostgresServer server)
    {
        var database = new SampleDatabase(
            server.SuperuserConnectionString, await server.CreateDatabaseAsync(null, Token));
        await database._connection.OpenAsync(Token);
        await database.ExecuteAsync(SampleSchema.Text);
        await database.ExecuteAsync("SET allow_in_place_tablespaces = on");
        await database.ExecuteAsync("CREATE TABLESPACE elsewhere LOCATION ''");
        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    public Task<Catalogue> ReadAsync() => Catalogue.ReadAsync(_connection, Token);

    // A tablespace belongs to the server, and goes only when nothing is in it.
    public async ValueTask DisposeAsync()
    {
        var name = _connection.Database;
        await _connection.DisposeAsync();
        await using var connection = new NpgsqlConnection($"{_superuser};Pooling=false");
        await connection.OpenAsync(CancellationToken.None);
        foreach (var sql in new[] { $"DROP DATABASE {name} WITH (FORCE)", "DROP TABLESPACE elsewhere" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
