using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Logging;

/// <summary>What tells the lines of an invocation apart, by the names that Lambda's own JSON log lines have.</summary>
public static class InvocationIds
{
    /// <summary>
    /// Everything that is logged until the scope ends belongs to the invocation, whoever writes it: the scope has the arguments
    /// <c>requestId</c> and, where X-Ray gave one, <c>traceId</c>.
    /// </summary>
    public static IDisposable? BeginInvocation(this ILogger log, Invocation invocation) =>
        log.BeginScope(new IdentifiedLine($"requestId: {invocation.AwsRequestId}", Of(invocation)));

    internal static IReadOnlyList<KeyValuePair<string, object?>> Of(Invocation invocation) => invocation.TraceId is { } traceId
        ? [new("requestId", invocation.AwsRequestId), new("traceId", traceId)]
        : [new("requestId", invocation.AwsRequestId)];
}
