using System.Globalization;
using System.Numerics;
using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;
using Npgsql;

namespace Lockstep.Api.Health;

/// <summary>Whether the process lives, and whether the database has the schema that it needs.</summary>
sealed class HealthApi(HealthSettings settings, ShopDatabase database)
{
    /// <summary>Touches nothing: a paused database must not keep a new process from starting.</summary>
    public static Task LiveAsync(HttpContext context) =>
        Reply.Ok(new Liveness("live"), ApiJson.Default.Liveness).WriteAsync(context);

    /// <summary>For people and alarms. A schema that is ahead is ready: scripts are written so that old code runs on it.
    /// </summary>
    public async Task ReadyAsync(HttpContext context)
    {
        var found = await VersionAsync(context.RequestAborted);
        if (settings.Version is { } needed && (found is not { } version || version < needed))
        {
            var reached = found is null ? "nothing was migrated" : $"it is at {found}";
            throw ProblemException.Unavailable($"The schema is behind: this API needs version {needed}, and {reached}.");
        }

        var readiness = new Readiness("ready", Text(found), Text(settings.Version));
        await Reply.Ok(readiness, ApiJson.Default.Readiness).WriteAsync(context);
    }

    static string? Text(BigInteger? version) => version?.ToString(CultureInfo.InvariantCulture);

    async Task<BigInteger?> VersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var rows = await database.ReadAsync(
                session => session.ListAsync(HealthStatements.SchemaVersion, settings.Schema), cancellationToken);
            return rows.Count == 1 ? BigInteger.Parse(rows[0], CultureInfo.InvariantCulture) : null;
        }
        catch (PostgresException exception)
            when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;  // nothing was ever migrated here
        }
    }
}
