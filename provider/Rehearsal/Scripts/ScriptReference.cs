using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Scripts;

/// <summary>What scripts make of an empty database, found out without the product: each file is sent as it is.</summary>
sealed partial class ScriptReference(PostgresServer server, PostgresLogin login)
{
    /// <exception cref="RehearsalException">A script fails here already.</exception>
    public async Task<ReferenceDatabase> RunAsync(IEnumerable<ScriptFile> scripts, CancellationToken cancellationToken)
    {
        var database = await server.CreateDatabaseAsync(login, cancellationToken);
        await using (var connection = new NpgsqlConnection($"{database};Pooling=false"))
        {
            await connection.OpenAsync(cancellationToken);
            foreach (var script in scripts)
            {
                await RunAsync(script, connection, cancellationToken);
            }
        }

        return new(database, await DatabaseState.ReadAsync(database, cancellationToken));
    }

    [SuppressMessage("Security", "CA2100", Justification = "To run these files is what a rehearsal is for.")]
    static async Task RunAsync(ScriptFile script, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            // A file is one transaction here, and an index is the same however it was built.
            await using var command = new NpgsqlCommand(Concurrently.Replace(script.Text, ""), connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception)
        {
            throw new RehearsalException(
                $"{script.Name} does not run on an empty database after the scripts before it: "
                + $"{exception.SqlState} {exception.MessageText}. There is nothing to rehearse until it does.",
                exception);
        }
    }

    [GeneratedRegex(@"\bCONCURRENTLY\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    static partial Regex Concurrently { get; }
}

/// <summary>A database that has some scripts.</summary>
/// <param name="ConnectionString">Of its owner.</param>
/// <param name="State">What is in it.</param>
sealed record ReferenceDatabase(string ConnectionString, DatabaseState State);
