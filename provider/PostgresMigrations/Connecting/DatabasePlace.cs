namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>What a resource's properties say about where the database is and how the migrator signs in.</summary>
sealed record DatabasePlace
{
    public string? Host { get; init; }

    public required int Port { get; init; }

    public string? Database { get; init; }

    public string? Username { get; init; }

    public required DatabaseAuthentication Authentication { get; init; }

    public string? SecretArn { get; init; }

    public required DatabaseSslMode SslMode { get; init; }

    public static DatabasePlace Of(MigrationProperties properties) => new()
    {
        Host = properties.Host,
        Port = properties.Port,
        Database = properties.Database,
        Username = properties.Username,
        Authentication = properties.Authentication,
        SecretArn = properties.SecretArn,
        SslMode = properties.SslMode,
    };
}
