namespace Lockstep.CustomResources;

/// <summary>What the Lambda runtime says about one invocation.</summary>
/// <param name="AwsRequestId">Lambda's own request id; it stands in every log line as <c>requestId</c>.</param>
/// <param name="Deadline">
/// When Lambda kills the process, as the runtime gave it; a missing or absurd one is replaced by 60 s from now.
/// </param>
public sealed record FunctionInvocation(string AwsRequestId, DateTimeOffset? Deadline)
{
    /// <summary>
    /// The function's ARN as it was called, for it to invoke itself with <see cref="FunctionEnvironment.InvokeAsync"/>; null
    /// where the runtime doesn't say.
    /// </summary>
    public string? FunctionArn { get; init; }
}
