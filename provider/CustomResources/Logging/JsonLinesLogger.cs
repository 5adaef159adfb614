using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Lockstep.CustomResources.Responses;
using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Logging;

/// <summary>
/// Writes one JSON object a line, at once and in full: Lambda freezes the process as soon as an answer is given.
/// </summary>
/// <remarks>
/// Members: <c>timestamp</c>, <c>level</c> (TRACE to FATAL, as Lambda's own log filter reads them), <c>message</c>,
/// the line's metrics, the arguments of the scopes around it and its own by name, and for an exception <c>errorType</c>,
/// <c>errorMessage</c>, <c>stackTrace</c>. Safe from any thread.
/// </remarks>
/// <param name="output">
/// Flushed after each line; not disposed. When it fails, the line is lost and nothing else.
/// </param>
/// <param name="minimumLevel">Anything less is dropped.</param>
/// <param name="clock">Gives the timestamps, which are UTC.</param>
public sealed class JsonLinesLogger(Stream output, LogLevel minimumLevel, TimeProvider clock) : ILogger
{
    const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    static readonly JsonWriterOptions Format = new() { Encoder = JsonSize.Encoder };

    readonly Lock _gate = new();
    readonly LogScopes _scopes = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _scopes.Begin(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimumLevel && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var now = clock.GetUtcNow();
        var arguments = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
        using var line = new PooledBuffer();
        using (var json = new Utf8JsonWriter(line, Format))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", now.ToString(Timestamp, CultureInfo.InvariantCulture));
            json.WriteString("level", LogLevels.Name(logLevel));
            json.WriteString("message", LogJson.Shown(formatter(state, exception)));
            LogJson.WriteArguments(json, now, [.. _scopes.Arguments, .. arguments]);
            LogJson.WriteException(json, exception);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        Write(line.Written);
    }

    void Write(ReadOnlySpan<byte> line)
    {
        try
        {
            lock (_gate)
            {
                output.Write(line);
                output.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return;
        }
    }
}
