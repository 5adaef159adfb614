using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lockstep.CustomResources.Logging;
using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>The lines that the function writes, kept for the test.</summary>
/// <param name="isShown">With the test's own output when it fails.</param>
[SuppressMessage("Design", "CA1001", Justification = "A stream in memory has nothing to give back.")]
sealed class LogLines(bool isShown = true) : ILogger
{
    readonly Lock _gate = new();
    readonly MemoryStream _output = new();
    JsonLinesLogger? _logger;

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(_output.ToArray());
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => Logger.IsEnabled(logLevel);

    JsonLinesLogger Logger => _logger ??= new(_output, LogLevel.Debug, TimeProvider.System);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            Logger.Log(logLevel, eventId, state, exception, formatter);
        }

        if (isShown)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{formatter(state, exception)} {exception}");
        }
    }
}
