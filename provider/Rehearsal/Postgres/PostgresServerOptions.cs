namespace Lockstep.Rehearsal.Postgres;

/// <summary>What a throwaway server should be like.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>The major version, 15 to 18 where the system has none; null: whatever is here, else 17.</summary>
    public int? MajorVersion { get; init; }

    /// <summary>Where fetched binaries and the prepared empty cluster are kept between runs;
    /// null: <c>lockstep</c> under XDG_CACHE_HOME or ~/.cache (root, whose home nobody else may enter: /var/cache).</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Settings beyond ours, given to the server as <c>-c name=value</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>True: only TLS is accepted, as on RDS with <c>rds.force_ssl</c>, with a certificate for localhost and 127.0.0.1
    /// signed by an authority made for this server (<see cref="PostgresServer.AuthorityFile"/>).</summary>
    public bool Tls { get; init; }

    /// <summary>True: SCRAM-SHA-256 with a random superuser password. False: whoever is on this machine
    /// may log in as superuser for as long as the server runs, so choose true where others log in.</summary>
    public bool Passwords { get; init; }

    /// <summary>Is told each step that takes time, one sentence a call.</summary>
    public Action<string> Progress { get; init; } = static _ => { };
}
