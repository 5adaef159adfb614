using Lockstep.Lambda.Wire;
using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda;

/// <summary>What the loop needs from outside; the defaults are those of a process in Lambda.</summary>
public sealed record LambdaRuntimeOptions
{
    /// <summary>
    /// Where the loop reports. Its lines about an invocation have the arguments <c>requestId</c> and, where X-Ray gave one,
    /// <c>traceId</c>; all lines during one, the handler's too, stand in a scope with them.
    /// </summary>
    public required ILogger Log { get; init; }

    /// <summary>
    /// Reads <c>AWS_LAMBDA_RUNTIME_API</c> (host:port[/path]) and <c>AWS_LAMBDA_INITIALIZATION_TYPE</c>; an empty value
    /// counts as absent.
    /// </summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Sets <c>_X_AMZN_TRACE_ID</c> for each invocation; null removes it.</summary>
    public Action<string, string?> SetEnvironment { get; init; } = System.Environment.SetEnvironmentVariable;

    /// <summary>
    /// Makes the handler for calls to the Runtime API, once. It must not time out (the process can be frozen for hours
    /// while it waits), use a proxy or follow redirects.
    /// </summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = RuntimeApiClient.CreateHandler;

    /// <summary>Times the pauses between attempts to reach an API that does not answer.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Names exceptions of the handler and of the initialisation; null leaves an exception its own type and message.
    /// </summary>
    public Func<Exception, InvocationError?> NameError { get; init; } = static _ => null;

    /// <summary>
    /// Runs after a SnapStart snapshot was restored and before the first event: the place to renew what must not be
    /// shared by copies of one snapshot. When it throws, the error goes to <c>restore/error</c> and the process ends.
    /// </summary>
    public Func<Task>? AfterRestore { get; init; }

    /// <summary>
    /// Empties log buffers. It runs before each answer, because Lambda may freeze the process as soon as it has one.
    /// </summary>
    public Action FlushLogs { get; init; } = static () => Console.Out.Flush();

    /// <summary>Where a person who started the executable by hand is told what it is.</summary>
    public TextWriter StandardError { get; init; } = Console.Error;
}
