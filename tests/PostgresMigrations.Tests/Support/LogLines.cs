using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lockstep.CustomResources.Logging;
using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>The lines that the function writes, kept for the test and shown when it fails.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A stream in memory has nothing to give back.")]
sealed class LogLines : ILogger
{
    readonly Lock _gate = new();
    readonly Stream _output = new MemoryStream();
    readonly JsonLinesLogger _logger;

    public LogLines() => _logger = new JsonLinesLogger(_output, LogLevel.Debug, TimeProvider.System);

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(((MemoryStream)_output).ToArray());
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => _logger.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{formatter(state, exception)} {exception}");
    }
}
