using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Scripts;

/// <summary>What scripts make of an empty database, found out without the product: each file is sent as it is.</summary>
sealed partial class ScriptReference(PostgresServer server, PostgresLogin login)
{
    /// <param name="scripts">All of them must run.</param>
    /// <param name="others">Of these, those that run on what the scripts have made: an older image had no others.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RehearsalException">A script fails here already.</exception>
    public async Task<ReferenceDatabase> RunAsync(
        IReadOnlyList<ScriptFile> scripts, IReadOnlyList<ScriptFile> others, CancellationToken cancellationToken)
    {
        var database = await server.CreateDatabaseAsync(login, cancellationToken);
        var ran = scripts.ToList();
        await using (var connection = new NpgsqlConnection($"{database};Pooling=false"))
        {
            await connection.OpenAsync(cancellationToken);
            foreach (var script in scripts)
            {
                await RunAsync(script, connection, cancellationToken);
            }

            foreach (var script in others)
            {
                if (await RunsAsync(script, connection, cancellationToken))
                {
                    ran.Add(script);
                }
            }
        }

        return new(database, ran, await DatabaseState.ReadAsync(database, cancellationToken));
    }

    static async Task<bool> RunsAsync(ScriptFile script, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(script, connection, cancellationToken);
            return true;
        }
        catch (RehearsalException)
        {
            return false;
        }
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
/// <param name="Scripts">As they ran.</param>
/// <param name="State">What is in it.</param>
sealed record ReferenceDatabase(string ConnectionString, IReadOnlyList<ScriptFile> Scripts, DatabaseState State);
