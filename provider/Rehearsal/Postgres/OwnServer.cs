using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Faults;
using Npgsql;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>Runs a cluster of ours: starts it, stops it, starts it again on the same port, ends it for good.</summary>
sealed class OwnServer : IAsyncDisposable
{
    const int PortsToTry = 5;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    readonly Cluster _cluster;
    ServerProcess _process;

    OwnServer(Cluster cluster, int port, ServerProcess process)
    {
        (_cluster, Port, _process) = (cluster, port, process);
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public string ConnectionString => _cluster.ConnectionString(Port);

    public string? AuthorityFile => _cluster.AuthorityFile;

    public string LogFile => _cluster.Folder.Log;

    /// <summary>Starts the cluster on a free port; another server may be faster there, so a few are tried.</summary>
    public static async Task<OwnServer> StartAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = await LaunchAsync(cluster, cancellationToken);
            try
            {
                if (await server.TryBecomeReadyAsync(cancellationToken))
                {
                    return server;
                }

                var log = cluster.Folder.LogTail();
                if (attempt == PortsToTry || !log.Contains("could not bind", StringComparison.Ordinal))
                {
                    throw new PostgresUnavailableException($"PostgreSQL did not start. Its log ends with:\n{log}");
                }
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            await server._process.LeaveAsync(cancellationToken);
        }
    }

    public Task StopAsync(PostgresShutdown how, CancellationToken cancellationToken) =>
        _process.StopAsync(how, cancellationToken);

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync(PostgresShutdown.Fast, cancellationToken);
        var former = _process;
        _process = await ServerProcess.StartAsync(_cluster.Folder, _cluster.User, _cluster.Command(Port), cancellationToken);
        await former.LeaveAsync(cancellationToken);
        await BecomeReadyAsync(cancellationToken);
    }

    /// <summary>Waits until the server takes connections.</summary>
    public async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        if (!await TryBecomeReadyAsync(cancellationToken))
        {
            throw new PostgresUnavailableException($"PostgreSQL has ended. Its log ends with:\n{_cluster.Folder.LogTail()}");
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [SuppressMessage("Reliability", "CA2000", Justification = "The server owns its process.")]
    static async Task<OwnServer> LaunchAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var port = LoopbackPort.Free();
        var process = await ServerProcess.StartAsync(cluster.Folder, cluster.User, cluster.Command(port), cancellationToken);
        return new(cluster, port, process);
    }

    async Task<bool> TryBecomeReadyAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!_process.Ended.IsCompleted)
        {
            try
            {
                await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (NpgsqlException exception) when (exception.IsTransient && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }

        return false;
    }
}
