using Microsoft.Extensions.Logging;

namespace Lockstep.Function;

/// <summary>The least level that is logged, as Lambda's logging configuration sets it.</summary>
static class LogLevels
{
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    public static LogLevel FromEnvironment() => Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL") switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" => LogLevel.Critical,
        _ => LogLevel.Information,
    };
}
