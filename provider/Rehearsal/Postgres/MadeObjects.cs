using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Npgsql;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>Makes databases and logins on a server, and remembers them for their removal.</summary>
sealed class MadeObjects(string administrator)
{
    readonly ConcurrentStack<string> _removals = new();

    /// <summary>A fresh, empty database; gives its owner's connection string (without owner: the administrator's).</summary>
    public async Task<string> CreateDatabaseAsync(PostgresLogin? owner, CancellationToken cancellationToken)
    {
        var name = NewName();

        // template0: template1 may hold what somebody left there, and is refused while anybody is connected to it.
        var ownership = owner is null ? "" : $" OWNER {owner.Name}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0{ownership}", cancellationToken);
        _removals.Push($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        var login = new NpgsqlConnectionStringBuilder(administrator) { Database = name };
        if (owner is not null)
        {
            (login.Username, login.Password) = (owner.Name, owner.Password);
        }

        return login.ConnectionString;
    }

    public async Task<PostgresLogin> CreateLoginAsync(string attributes, CancellationToken cancellationToken)
    {
        var login = new PostgresLogin(NewName(), RandomNumberGenerator.GetHexString(32, lowercase: true));
        await ExecuteAsync($"CREATE ROLE {login.Name} LOGIN PASSWORD '{login.Password}' {attributes}", cancellationToken);
        _removals.Push($"DROP ROLE IF EXISTS {login.Name}");
        return login;
    }

    /// <summary>Removes everything made here, the latest first.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        while (_removals.TryPop(out var removal))
        {
            await ExecuteAsync(removal, cancellationToken);
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "Names and passwords are ours; attributes are SQL by contract.")]
    async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{administrator};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static string NewName() => $"lockstep_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
}
