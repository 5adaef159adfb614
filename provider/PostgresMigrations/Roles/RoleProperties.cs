using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>The properties of <c>Custom::DatabaseRole</c>; names and defaults are the contract with templates.</summary>
sealed record RoleProperties
{
    public string? Revision { get; init; }

    public string? Host { get; init; }

    public int Port { get; init; } = 5432;

    public string? Database { get; init; }

    /// <summary>How the function itself signs in; <see cref="Authentication"/> is the role's own way.</summary>
    public DatabaseAuthentication MigratorAuthentication { get; init; } = DatabaseAuthentication.Secret;

    public string? Username { get; init; }

    public string? SecretArn { get; init; }

    public DatabaseSslMode SslMode { get; init; } = DatabaseSslMode.VerifyFull;

    public string? RoleName { get; init; }

    public RoleAuthentication Authentication { get; init; } = RoleAuthentication.Iam;

    public string? RoleSecretArn { get; init; }

    public IReadOnlyList<SchemaGrant> Grants { get; init; } = [];

    public bool TakeOver { get; init; }

    public DatabasePlace Place() => new()
    {
        Host = Host,
        Port = Port,
        Database = Database,
        Username = Username,
        Authentication = MigratorAuthentication,
        SecretArn = SecretArn,
        SslMode = SslMode,
    };
}

/// <summary>What a role may do in one schema.</summary>
/// <param name="Schema">Its name.</param>
/// <param name="Privileges">Names of <see cref="Privilege"/>: Read, Write, Execute, or PostgreSQL's own.</param>
sealed record SchemaGrant(string? Schema = null, IReadOnlyList<string>? Privileges = null);

enum RoleAuthentication { Iam, Secret }
