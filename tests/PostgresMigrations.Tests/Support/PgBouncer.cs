using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>Debian's pgbouncer in front of a server, for as long as the test lasts.</summary>
sealed class PgBouncer : IAsyncDisposable
{
    readonly Process _process;
    readonly DirectoryInfo _folder;
    readonly int _port;

    PgBouncer(Process process, DirectoryInfo folder, int port) => (_process, _folder, _port) = (process, folder, port);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static string? Executable { get; } = new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer" }.FirstOrDefault(File.Exists);

    /// <summary>Skips the test where there is no pgbouncer; the check installs it, so there it has to be.</summary>
    public static async Task<PgBouncer> StartAsync(PostgresServer server, string mode)
    {
        Assert.SkipWhen(
            Executable is null && Environment.GetEnvironmentVariable("CI") is null, "pgbouncer is not installed here.");
        var folder = Directory.CreateTempSubdirectory("lockstep-pgbouncer-");
        var port = FreePort();
        var configuration = Path.Combine(folder.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            [databases]
            * = host={server.Host} port={server.Port} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            ignore_startup_parameters = extra_float_digits
            """,
            Token);
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        var start = new ProcessStartInfo(Executable!, [.. user, configuration])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var bouncer = new PgBouncer(Process.Start(start)!, folder, port);
        _ = bouncer._process.StandardError.ReadToEndAsync(CancellationToken.None);
        await bouncer.UntilItListensAsync();
        return bouncer;
    }

    public string Through(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = _port }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    // It says so in its log alone, in words of its own.
    async Task UntilItListensAsync()
    {
        for (var patience = 200; ; patience--)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _port, Token);
                return;
            }
            catch (SocketException) when (patience > 0 && !_process.HasExited)
            {
                await Task.Delay(50, Token);
            }
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
