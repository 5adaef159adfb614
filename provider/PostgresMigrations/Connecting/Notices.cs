using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>What the server says beside its results: RAISE NOTICE in a script, IF EXISTS that found nothing.</summary>
static class Notices
{
    public static void LogNotice(this ILogger log, PostgresNotice notice)
    {
        var level = LevelOf(notice);
        if (log.IsEnabled(level))
        {
            log.DatabaseNotice(level, notice.Severity, notice.MessageText);
        }
    }

    // https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-SEVERITY-LEVELS
    static LogLevel LevelOf(PostgresNotice notice) => notice.InvariantSeverity switch
    {
        // To a ROLLBACK that is sent to be sure.
        "WARNING" when notice.SqlState == PostgresErrorCodes.NoActiveSqlTransaction => LogLevel.Debug,
        "WARNING" => LogLevel.Warning,
        "DEBUG" => LogLevel.Debug,
        _ => LogLevel.Information,
    };
}
