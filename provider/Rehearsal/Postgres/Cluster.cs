using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Npgsql;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>A fresh cluster on disk, ready to be served: who may log in, with what, and how its server is called.</summary>
sealed class Cluster
{
    public const string Superuser = "postgres";

    // A throwaway cluster has nothing to keep through a power cut, and no business outside this machine. synchronous_commit
    // stays on: without it a server that is killed forgets what it has confirmed, and a rehearsal of that proves nothing.
    static readonly string[] Throwaway =
        ["fsync=off", "full_page_writes=off", "unix_socket_directories=", $"listen_addresses={IPAddress.Loopback}"];

    readonly PostgresServerOptions _options;
    readonly PostgresBinaries _binaries;
    readonly string? _password;

    Cluster(PostgresServerOptions options, ClusterTemplate template, ServerFolder folder)
    {
        (_options, _binaries, User, Folder) = (options, template.Binaries, template.User, folder);
        _password = options.Passwords ? RandomNumberGenerator.GetHexString(32, lowercase: true) : null;
    }

    public ServerUser User { get; }

    public ServerFolder Folder { get; }

    public string? AuthorityFile => _options.Tls ? Folder.Authority : null;

    /// <summary>Makes the cluster in the folder, or removes the folder.</summary>
    public static async Task<Cluster> CreateAsync(
        PostgresServerOptions options, ClusterTemplate template, ServerFolder folder, CancellationToken cancellationToken)
    {
        var cluster = new Cluster(options, template, folder);
        try
        {
            await cluster.FillAsync(template, cancellationToken);
            return cluster;
        }
        catch
        {
            folder.Delete();
            throw;
        }
    }

    public IEnumerable<string> Command(int port) =>
    [
        _binaries.Server, "-D", Folder.Data, "-p", port.ToString(CultureInfo.InvariantCulture),
        .. Settings().SelectMany(setting => new[] { "-c", setting }),
    ];

    public string ConnectionString(int port)
    {
        var login = new NpgsqlConnectionStringBuilder
        {
            Host = IPAddress.Loopback.ToString(),
            Port = port,
            Username = Superuser,
            Password = _password,
            Database = Superuser,
            GssEncryptionMode = GssEncryptionMode.Disable,
            SslMode = _options.Tls ? SslMode.VerifyFull : SslMode.Disable,
            RootCertificate = AuthorityFile,
        };
        return login.ConnectionString;
    }

    // We write before the folder is the server user's, and never after: root must not follow what somebody may put there.
    async Task FillAsync(ClusterTemplate template, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Folder.Admission, Admission(), cancellationToken);
        if (_options.Tls)
        {
            await ServerCertificate.WriteAsync(Folder, TimeProvider.System, cancellationToken);
        }

        await User.OwnAsync(Folder.Path, cancellationToken);
        await template.CopyToAsync(Folder.Data, cancellationToken);
        if (_password is not null)
        {
            await SetPasswordAsync(_password, cancellationToken);
        }
    }

    // Before the server ever listens, and through standard input, so that no process list shows it.
    async Task SetPasswordAsync(string password, CancellationToken cancellationToken)
    {
        var alone = User.Command(_binaries.Server, "--single", "-D", Folder.Data, Superuser);
        await Shell.RunAsync(alone, $"ALTER ROLE {Superuser} PASSWORD '{password}'\n", cancellationToken);
    }

    string Admission()
    {
        var (kind, method) = (_options.Tls ? "hostssl" : "host", _password is null ? "trust" : "scram-sha-256");
        return $"{kind} all all {IPAddress.Loopback}/32 {method}\n";
    }

    IEnumerable<string> Settings()
    {
        string[] encryption = _options.Tls
            ? ["ssl=on", $"ssl_cert_file={Folder.Certificate}", $"ssl_key_file={Folder.Key}"]
            : [];
        var wishes = _options.Settings.Select(setting => $"{setting.Key}={setting.Value}");
        return [.. Throwaway, $"hba_file={Folder.Admission}", .. encryption, .. wishes];
    }
}
