namespace Lockstep.Api.Health;

/// <summary>What <c>/health/ready</c> says, unless the schema is older than this API needs, which is a problem.</summary>
/// <param name="Status"><c>ready</c>.</param>
/// <param name="DatabaseVersion">Where the schema is; null: nothing was migrated.</param>
/// <param name="SchemaVersion">What this API needs; null: it was not told.</param>
sealed record Readiness(string Status, string? DatabaseVersion, string? SchemaVersion);

/// <summary>What <c>/health/live</c> says: the process answers.</summary>
sealed record Liveness(string Status);
