using System.Diagnostics;
using System.Text.Json;

namespace Lockstep.PostgresMigrations.Tests.Scripts.Peers;

/// <summary>PostgreSQL's own parser (the npm package libpg-query), as a process that is asked line by line.</summary>
sealed class LibPgQuery : IAsyncDisposable
{
    readonly Process _process;

    LibPgQuery(Process process) => _process = process;

    /// <summary>Starts it; without node or npm the test that asks is skipped.</summary>
    public static async Task<LibPgQuery> StartAsync(CancellationToken cancellationToken)
    {
        var folder = await NpmPackages.InstallAsync("Scripts", cancellationToken);
        var start = new ProcessStartInfo("node", ["statements.cjs"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new LibPgQuery(Process.Start(start)!);
    }

    public async Task<PeerAnswer> AskAsync(string sql, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(sql).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        return JsonSerializer.Deserialize<PeerAnswer>(line!, JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
