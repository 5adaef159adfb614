using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Logging;

/// <summary>Numbers for CloudWatch that travel on log lines.</summary>
public static class MetricsOfALine
{
    /// <summary>
    /// The same log, whose lines carry these metrics for CloudWatch to read: a number and the line that tells of it are written
    /// together or not at all, also when the process is killed right afterwards. A line below the log's level takes them
    /// along.
    /// </summary>
    /// <remarks>
    /// Only <see cref="Requests.RequestContext.Log"/> knows where metrics go, as
    /// <see cref="FunctionEnvironment.MetricNamespace"/> says; any other log leaves them out.
    /// </remarks>
    /// <param name="log">A request's log.</param>
    /// <param name="metrics">At most 100, of different names.</param>
    public static ILogger Measuring(this ILogger log, params IReadOnlyList<Metric> metrics) => new MeasuringLog(log, metrics);

    sealed class MeasuringLog(ILogger log, IReadOnlyList<Metric> metrics) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var arguments = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            var line = new LogLine(
                formatter(state, exception), [new(EmbeddedMetrics.Member, new EmbeddedMetrics(metrics)), .. arguments]);
            log.Log(logLevel, eventId, line, exception, static (line, _) => line.ToString());
        }
    }
}
