namespace Lockstep.PostgresMigrations;

/// <summary>The properties of <c>Custom::DatabaseMigration</c>; names and defaults are the contract with templates.</summary>
sealed record MigrationProperties
{
    public string? Revision { get; init; }

    public string? Host { get; init; }

    public int Port { get; init; } = 5432;

    public string? Database { get; init; }

    public string? Username { get; init; }

    public DatabaseAuthentication Authentication { get; init; } = DatabaseAuthentication.Secret;

    public string? SecretArn { get; init; }

    public DatabaseSslMode SslMode { get; init; } = DatabaseSslMode.VerifyFull;

    public string Schema { get; init; } = "public";

    public string TargetVersion { get; init; } = "latest";

    public TransactionScope Transaction { get; init; } = TransactionScope.Batch;

    public RollbackPolicy OnRollback { get; init; } = RollbackPolicy.Revert;

    public AheadPolicy OnAhead { get; init; } = AheadPolicy.Keep;

    public DeletePolicy OnDelete { get; init; } = DeletePolicy.Retain;

    public bool CreateDatabase { get; init; }

    public string? Baseline { get; init; }

    public IReadOnlyList<string> Accept { get; init; } = [];

    public bool TakeOver { get; init; }

    public bool AllowOutOfOrder { get; init; }

    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public LintLevel Lint { get; init; } = LintLevel.Warn;

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

enum DatabaseAuthentication { Secret, Iam, None }

enum DatabaseSslMode { Disable, Prefer, Require, VerifyCA, VerifyFull }

enum TransactionScope { Batch, Script }

enum RollbackPolicy { Revert, Keep }

enum AheadPolicy { Keep, Revert, Fail }

enum DeletePolicy { Retain, Revert, DropSchema, DropDatabase }

enum LintLevel { Off, Warn, Error }
