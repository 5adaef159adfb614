using Lockstep.CustomResources.Requests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.CustomResources;

/// <summary>Everything outside itself that a function uses.</summary>
public sealed record FunctionEnvironment
{
    /// <summary>
    /// Carries the answers to S3; <see cref="Responses.ResponseHttp.CreateHandler"/> makes the one for production.
    /// Not disposed.
    /// </summary>
    public required HttpMessageHandler Http { get; init; }

    /// <summary>Where log lines go; secrets are taken out before they get there.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The clock of every deadline, timeout and log line.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hosts that may receive answers besides CloudFormation's own.</summary>
    public ResponseHosts ResponseHosts { get; init; } = ResponseHosts.None;

    /// <summary>
    /// Queues an event for the function with that ARN, which is this one: the next run of long work (<see cref="Continue"/>).
    /// It throws where Lambda doesn't take it. Null: only Lambda's own retries carry such work on.
    /// </summary>
    public Func<string, ReadOnlyMemory<byte>, CancellationToken, Task>? InvokeAsync { get; init; }

    /// <summary>
    /// CloudWatch's namespace for the metrics on log lines (<see cref="Logging.MetricsOfALine.Measuring"/>), whose one
    /// dimension is <c>StackName</c>; null: there are none.
    /// </summary>
    public string? MetricNamespace { get; init; } = "Lockstep";

    /// <summary>Whether requests without a ResponseURL, which somebody made by hand, are measured, too.</summary>
    public bool MeasuresLocalRuns { get; init; }

    /// <summary>Where work begins: on a thread of its own, or on the one thread of a test's virtual time.</summary>
    internal TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    /// <summary>Between 0 and 1; keeps the retries of many functions apart.</summary>
    internal Func<double> Jitter { get; init; } = Random.Shared.NextDouble;
}
