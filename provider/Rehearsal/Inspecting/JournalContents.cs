using Npgsql;

namespace Lockstep.Rehearsal.Inspecting;

/// <summary>What the journal says, read without the product's own code.</summary>
/// <param name="Version">Of the view <c>lockstep.version</c>; <c>0</c> without a journal.</param>
/// <param name="Scripts">The rows that are not reverted, by version.</param>
/// <param name="Unfinished">Deployments that nobody ended.</param>
public sealed record JournalContents(string Version, IReadOnlyList<JournaledScript> Scripts, int Unfinished)
{
    const string IsThere = "SELECT to_regclass('lockstep.journal') IS NOT NULL";

    const string Query = """
        SELECT coalesce((SELECT version FROM lockstep.version WHERE schema = 'public'), 0)::text,
          (SELECT count(*) FROM lockstep.deployment WHERE state IN ('running', 'committing'))::int;
        SELECT name, checksum, state FROM lockstep.journal WHERE state <> 'reverted' ORDER BY version, id
        """;

    public static async Task<JournalContents> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var question = new NpgsqlCommand(IsThere, connection);
        if (await question.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return new("0", [], 0);
        }

        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (version, unfinished) = (reader.GetString(0), reader.GetInt32(1));
        await reader.NextResultAsync(cancellationToken);
        var scripts = new List<JournaledScript>();
        while (await reader.ReadAsync(cancellationToken))
        {
            scripts.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return new(version, scripts, unfinished);
    }
}

/// <summary>One row of the journal.</summary>
/// <param name="Name">Of the file.</param>
/// <param name="Checksum">SHA-256, lower-case hexadecimal.</param>
/// <param name="State"><c>applied</c>, <c>kept</c>, …</param>
public sealed record JournaledScript(string Name, string Checksum, string State);
