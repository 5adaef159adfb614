namespace Lockstep.Rehearsal.Lambda;

/// <summary>How one execution environment's Runtime API presents itself.</summary>
public sealed record RuntimeApiOptions
{
    /// <summary>
    /// Sent as <c>Lambda-Runtime-Invoked-Function-Arn</c>; with an alias or version when it was called with one.
    /// </summary>
    public string FunctionArn { get; init; } = "arn:aws:lambda:us-east-1:012345678912:function:function";

    /// <summary>
    /// A path before <c>/2018-06-01</c>, for example <c>/migrate</c>: <c>AWS_LAMBDA_RUNTIME_API</c> may carry one.
    /// </summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>
    /// Whether <c>restore/next</c> and <c>restore/error</c> exist, as they do for a version with SnapStart.
    /// </summary>
    public bool SnapStart { get; init; }

    /// <summary>Gives the deadline header and times invocations out.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told each call of the runtime just before it is answered, on the server's threads.</summary>
    public Action<RuntimeApiExchange>? Observe { get; init; }

    internal string Prefix => PathPrefix.Trim('/') is { Length: > 0 } path ? $"/{path}" : "";
}
