using Lockstep.Api.Database;

namespace Lockstep.Api.Health;

/// <summary>The SQL of the health checks.</summary>
static class HealthStatements
{
    public static readonly Statement<string> SchemaVersion = new(
        "Health.SchemaVersion",
        "SELECT version::text AS version FROM lockstep.version WHERE schema = $1",
        row => row.GetString(0));
}
