using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Logging;

/// <summary>Log levels by Lambda's names.</summary>
public static class LogLevels
{
    static readonly (LogLevel Level, string Name)[] Names =
    [
        (LogLevel.Trace, "TRACE"),
        (LogLevel.Debug, "DEBUG"),
        (LogLevel.Information, "INFO"),
        (LogLevel.Warning, "WARN"),
        (LogLevel.Error, "ERROR"),
        (LogLevel.Critical, "FATAL"),
    ];

    /// <summary>
    /// The least level that is logged, as Lambda's logging configuration sets it in <c>AWS_LAMBDA_LOG_LEVEL</c>
    /// (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
    /// </summary>
    /// <param name="name">TRACE, DEBUG, INFO, WARN, ERROR or FATAL, in any case; anything else is INFO, Lambda's default.</param>
    public static LogLevel Parse(string? name)
    {
        var at = Array.FindIndex(Names, one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? LogLevel.Information : Names[at].Level;
    }

    internal static string Name(LogLevel level) => Names[int.Clamp((int)level, 0, Names.Length - 1)].Name;
}
