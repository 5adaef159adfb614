using System.Diagnostics.CodeAnalysis;
using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Tests.Support;

/// <summary>Holds statements against a schema: PostgreSQL itself says whether one can be run there.</summary>
static class PreparedStatements
{
    /// <returns>A line for each that does not fit.</returns>
    [SuppressMessage("Security", "CA2100", Justification = "The API's own statements.")]
    public static async Task<IReadOnlyList<string>> MisfitsAsync(
        string database, string script, IEnumerable<Statement> statements, CancellationToken cancellationToken)
    {
        var misfits = new List<string>();
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        foreach (var statement in statements)
        {
            try
            {
                await using var command = new NpgsqlCommand($"PREPARE \"{statement.Name}\" AS {statement.Sql}", connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException exception)
            {
                misfits.Add($"{statement.Name} does not fit {script}: {exception.SqlState} {exception.MessageText}");
            }
        }

        return misfits;
    }
}
