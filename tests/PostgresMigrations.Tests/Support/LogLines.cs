using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lockstep.CustomResources.Logging;
using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>The lines that the function writes, kept for the test.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A stream in memory has nothing to give back.")]
sealed class LogLines : ILogger
{
    readonly Lock _gate = new();
    readonly MemoryStream _output = new();
    readonly JsonLinesLogger _logger;
    readonly bool _isShown;

    /// <param name="isShown">With the test's own output when it fails.</param>
    public LogLines(bool isShown = true) =>
        (_logger, _isShown) = (new(_output, LogLevel.Debug, TimeProvider.System), isShown);

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

    /// <summary>Waits until something is logged by work that has to say it before it ends.</summary>
    public async Task UntilItSaysAsync(string text, Task work)
    {
        for (var isOver = work.IsCompleted; !Text.Contains(text, StringComparison.Ordinal); isOver = work.IsCompleted)
        {
            isOver.ShouldBeFalse($"it ended, and never said: {text}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
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

        if (_isShown)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{formatter(state, exception)} {exception}");
        }
    }
}
