using Lockstep.Lambda.Aws.Calling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Lambda.Aws;

/// <summary>What calls to AWS need from outside; the defaults are those of a process in Lambda.</summary>
public sealed record AwsOptions
{
    /// <summary>
    /// Reads the variables that AWS's SDKs define: credentials, region, endpoints, in Lambda the trace id. An empty value counts
    /// as absent. The chain behind them (profiles, containers) reads the process's own.
    /// </summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>
    /// Makes a handler for each call; it is disposed afterwards, so that no connection outlives the freeze between two
    /// invocations.
    /// </summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = AwsHttp.CreateHandler;

    /// <summary>Dates signatures and limits the time of calls.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told of repeated attempts. No secret, token or signature gets there.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal string? Variable(string name) => Environment(name) is { Length: > 0 } value ? value : null;
}
