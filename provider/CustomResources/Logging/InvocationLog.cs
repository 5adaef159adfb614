using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.CustomResources.Requests;
using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Logging;

/// <summary>Adds a request's ids to each log line, says where its metrics go, and takes its secrets out.</summary>
sealed class InvocationLog(ILogger log, Secrets secrets, string awsRequestId, RequestEnvelope request) : ILogger
{
    /// <summary>Null: they are left out.</summary>
    public MetricTarget? Metrics { get; init; }

    IEnumerable<KeyValuePair<string, object?>> Ids =>
    [
        new("requestId", awsRequestId),
        new("StackId", request.StackId),
        new("LogicalResourceId", request.LogicalResourceId),
        new("RequestType", request.RequestType),
        new("RequestId", request.RequestId),
    ];

    // What inner scopes would print is not ours to redact.
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

    [SuppressMessage("Design", "CA1031", Justification = "A log that cannot be written must not cost the stack its answer.")]
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        try
        {
            var message = secrets.Redact(formatter(state, exception));
            var line = new LogLine(message, [.. Ids.Concat(Arguments(state)).Select(Redacted)]);
            var shown = exception is null ? null : new RedactedException(exception, secrets);
            log.Log(logLevel, eventId, line, shown, static (line, _) => line.ToString());
        }
        catch (Exception)
        {
            return;
        }
    }

    static IEnumerable<KeyValuePair<string, object?>> Arguments<TState>(TState state) =>
        state as IEnumerable<KeyValuePair<string, object?>> ?? [];

    KeyValuePair<string, object?> Redacted(KeyValuePair<string, object?> argument) =>
        new(argument.Key, Redacted(argument.Value));

    object? Redacted(object? value)
    {
        if (value is null or string)
        {
            return value is string text ? secrets.Redact(text) : null;
        }

        if (value is EmbeddedMetrics metrics)
        {
            return metrics with { Target = Metrics };
        }

        if (value is IEnumerable<string> texts)
        {
            return texts.Select(secrets.Redact).ToArray();
        }

        var shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        var redacted = secrets.Redact(shown);
        return redacted == shown && value.GetType().IsPrimitive ? value : redacted;
    }
}
