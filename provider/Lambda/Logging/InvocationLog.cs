using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Logging;

/// <summary>
/// Adds Lambda's request id and the trace id to each line that the loop itself writes about an invocation, as the arguments
/// <c>requestId</c> and <c>traceId</c>: not every logger shows scopes.
/// </summary>
sealed class InvocationLog(ILogger log, Invocation invocation) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => log.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var arguments = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
        var line = new IdentifiedLine(formatter(state, exception), [.. InvocationIds.Of(invocation), .. arguments]);
        log.Log(logLevel, eventId, line, exception, static (line, _) => line.Text);
    }
}
