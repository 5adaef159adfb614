using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>The running server that the person gives, asked for the first time.</summary>
static class GivenServer
{
    /// <summary>Its version; errors repeat nothing of the connection string, which holds a password.</summary>
    public static async Task<Version> VersionAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Checked(connectionString));
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection.PostgreSqlVersion;
        }
        catch (NpgsqlException exception)
        {
            throw new PostgresUnavailableException(
                $"{Surroundings.ServerVariable} points to a server that does not answer: {exception.Message}", exception);
        }
    }

    [SuppressMessage("Usage", "MA0054", Justification = "Its message quotes the string, and that holds a password.")]
    static string Checked(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        }
        catch (ArgumentException)
        {
            throw new PostgresUnavailableException(
                $"{Surroundings.ServerVariable} is no Npgsql connection string, as in: "
                + "Host=localhost;Username=postgres;Password=...");
        }
    }
}
