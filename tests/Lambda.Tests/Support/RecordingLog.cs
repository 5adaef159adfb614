using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>Keeps what was logged, each line with the scopes it stood in.</summary>
sealed class RecordingLog : ILogger
{
    readonly ConcurrentQueue<LogLine> _lines = new();
    readonly LoggerExternalScopeProvider _scopes = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public IDisposable BeginScope<TState>(TState state)
        where TState : notnull => _scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var scopes = new List<string>();
        _scopes.ForEachScope((scope, all) => all.Add(scope?.ToString() ?? ""), scopes);
        _lines.Enqueue(new LogLine(logLevel, formatter(state, exception), exception, string.Join(' ', scopes), Argument("requestId"))
        {
            TraceId = Argument("traceId"),
        });

        string? Argument(string name) => (state as IEnumerable<KeyValuePair<string, object?>>)?
            .FirstOrDefault(argument => argument.Key == name).Value?.ToString();
    }
}
