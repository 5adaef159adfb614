using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Lockstep.Comparison.Peers;
using Npgsql;

namespace Lockstep.Comparison;

/// <summary>A tool with a database and a folder for each image of its scripts.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements of the cases.")]
sealed class Bench(Peer peer, PeerDatabase database, string workshop)
{
    int _images;

    /// <summary>Its scripts are SQL files.</summary>
    public bool ReadsFiles => peer.ReadsFiles;

    /// <summary>Whether the error names the file of a script and this line of its text.</summary>
    public (bool File, bool Line) Named(PeerResult result, string script, int line) =>
        (result.Says(script), result.SaysLine(line + peer.LinesInFront));

    /// <summary>An image with these scripts.</summary>
    public string Build(params IReadOnlyList<PeerScript> scripts)
    {
        var folder = Directory.CreateDirectory(Path.Combine(workshop, $"{++_images}")).FullName;
        peer.Lay(folder, scripts);
        return folder;
    }

    /// <summary>An image with these scripts is deployed.</summary>
    public Task<PeerResult> DeployAsync(params IReadOnlyList<PeerScript> scripts) => DeployAsync(Build(scripts));

    public async Task<PeerResult> DeployAsync(string image)
    {
        var result = await RunAsync(peer.Deploy(image, database));
        if (result.Succeeded)
        {
            database.Reached();
        }

        return result;
    }

    /// <summary>The same deployment, several times at once.</summary>
    public async Task<IReadOnlyList<PeerResult>> DeployAtOnceAsync(string image, int times)
    {
        var start = peer.Deploy(image, database);
        return await Task.WhenAll(Enumerable.Range(0, times).Select(_ => RunAsync(start)));
    }

    /// <summary>Something else in the stack has failed: this image, which was there before, answers the rollback.</summary>
    public Task<PeerResult> RollBackAsync(string image) => RunAsync(peer.RollBack(image, database));

    /// <summary>A deployment that is still running.</summary>
    public PeerProcess Begin(string image) => PeerProcess.Start(peer.Deploy(image, database));

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value as text; null for none.</summary>
    public async Task<string?> AskAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public async Task<bool> HasAsync(string relation) => await AskAsync($"SELECT to_regclass('public.{relation}')::text") is { Length: > 0 };

    /// <summary>How many of the relations are there: <c>2 of 3 tables</c>.</summary>
    public async Task<string> CountAsync(params IReadOnlyList<string> relations)
    {
        var there = 0;
        foreach (var relation in relations)
        {
            there += await HasAsync(relation) ? 1 : 0;
        }

        return $"{there} of {relations.Count} tables";
    }

    /// <summary>Waits until a query gives true; what a case waits for is always there within seconds.</summary>
    public async Task<bool> BecomesTrueAsync(string sql)
    {
        var began = Stopwatch.GetTimestamp();
        while (await AskAsync(sql) != "True")
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
            {
                return false;
            }

            await Task.Delay(20);
        }

        return true;
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    static async Task<PeerResult> RunAsync(ProcessStartInfo start)
    {
        await using var run = PeerProcess.Start(start);
        return await run.EndAsync(CancellationToken.None);
    }
}
