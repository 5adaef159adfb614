using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Inspecting;
using Npgsql;

namespace Lockstep.Comparison.Stacks;

/// <summary>What the application does with the database of a stack, and what is to be seen there.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements of the cases.")]
sealed class StackDatabase(PeerDatabase database)
{
    // Neither table need be there.
    const string Rows = """
        SELECT coalesce(sum((xpath('/row/n/text()',
          query_to_xml(format('SELECT count(*) AS n FROM %I', relname), false, true, '')))[1]::text::int), 0)::int
        FROM pg_class WHERE relkind = 'r' AND relname IN ('t', 'orders')
        """;

    /// <summary>How many rows the application has written.</summary>
    public int Written { get; private set; }

    public async Task WriteAsync(string sql, int rows)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        Written += rows;
    }

    /// <summary>How many of them are gone.</summary>
    public async Task<int> LostAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(Rows, connection);
        return Written - Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async Task<Catalogue> CatalogueAsync()
    {
        await using var connection = await OpenAsync();
        return await Catalogue.ReadAsync(connection, CancellationToken.None);
    }

    /// <param name="before">Before the deployment.</param>
    /// <param name="second">The script that it brings; what the script makes is named after it.</param>
    public async Task<StackSchema> CompareAsync(Catalogue before, PeerScript second)
    {
        var difference = before.DifferenceTo(await CatalogueAsync());
        return difference.Count == 0 ? StackSchema.OfBefore
            : difference.All(line => line[0] == '+' && line.Contains(second.Name, StringComparison.Ordinal)) ? StackSchema.New
            : StackSchema.Other;
    }

    async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
