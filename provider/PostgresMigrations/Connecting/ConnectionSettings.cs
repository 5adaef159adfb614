using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>Where the database is and how to sign in: from the properties, or from <c>LOCKSTEP_CONNECTION</c>.</summary>
sealed record ConnectionSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string Database { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public required DatabaseAuthentication Authentication { get; init; }

    public string? SecretArn { get; init; }

    public required DatabaseSslMode SslMode { get; init; }

    /// <summary>A PEM file to trust instead of the embedded certificates of RDS; local use only.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>The rest of what <c>LOCKSTEP_CONNECTION</c> says (client certificate, pass file...), in Npgsql's form.</summary>
    public string? Further { get; init; }

    /// <param name="properties">What the template says.</param>
    /// <param name="connection">
    /// The text of <c>LOCKSTEP_CONNECTION</c>, which replaces Host to SslMode; null or empty: absent.
    /// </param>
    /// <exception cref="InvalidConnectionException">A part is missing, or the text is not a connection string.</exception>
    public static ConnectionSettings For(MigrationProperties properties, string? connection) =>
        For(DatabasePlace.Of(properties), connection);

    /// <inheritdoc cref="For(MigrationProperties, string?)"/>
    public static ConnectionSettings For(DatabasePlace place, string? connection) =>
        string.IsNullOrWhiteSpace(connection)
            ? FromPlace(place)
            : FromBuilder(ConnectionText.Parse(connection), place);

    static ConnectionSettings FromPlace(DatabasePlace place) => new()
    {
        Host = Required(place.Host, nameof(place.Host)),
        Port = place.Port,
        Database = Required(place.Database, nameof(place.Database)),
        Username = place.Username,
        Authentication = place.Authentication,
        SecretArn = place.SecretArn,
        SslMode = place.SslMode,
    };

    static ConnectionSettings FromBuilder(NpgsqlConnectionStringBuilder builder, DatabasePlace place) => new()
    {
        Host = builder.Host ?? "localhost",
        Port = builder.Port,
        Database = builder.Database ?? Required(place.Database, nameof(place.Database)),
        Username = builder.Username,
        Password = builder.Password,
        Authentication = DatabaseAuthentication.None,
        SslMode = SslModeOf(builder),
        RootCertificate = builder.RootCertificate,
        Further = builder.ConnectionString,
    };

    static DatabaseSslMode SslModeOf(NpgsqlConnectionStringBuilder builder) => builder.SslMode switch
    {
        Npgsql.SslMode.Disable or Npgsql.SslMode.Allow => DatabaseSslMode.Disable,
        Npgsql.SslMode.Prefer => DatabaseSslMode.Prefer,
        Npgsql.SslMode.Require => DatabaseSslMode.Require,
        Npgsql.SslMode.VerifyCA => DatabaseSslMode.VerifyCA,
        _ => DatabaseSslMode.VerifyFull,
    };

    static string Required(string? value, string name) => string.IsNullOrEmpty(value)
        ? throw new InvalidConnectionException($"{name} is missing: it is required unless the function has LOCKSTEP_CONNECTION.")
        : value;
}
