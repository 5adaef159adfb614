namespace Lockstep.Lambda;

/// <summary>
/// One event as Lambda hands it over, unchanged: the runtime neither checks nor corrects what AWS says.
/// </summary>
/// <param name="AwsRequestId">Lambda's id of the invocation. A retry of an asynchronous event has the same id.</param>
/// <param name="Event">The event's bytes; usually UTF-8 JSON of at most 6 MB.</param>
/// <param name="Deadline">
/// The instant at which Lambda kills the process; null when it was absent or is no instant. It is passed on as
/// received, so it can be absurd (a constant "5000" from some emulators): a default is the business of whoever uses it.
/// </param>
/// <param name="InvokedFunctionArn">
/// The function's ARN with the alias or version that was called; null when absent.
/// </param>
/// <param name="TraceId">
/// The X-Ray header, <c>Root=1-...;Parent=...;Sampled=1</c>; null when absent. It is passed on as received, well formed or not.
/// </param>
public sealed record Invocation(
    string AwsRequestId,
    ReadOnlyMemory<byte> Event,
    DateTimeOffset? Deadline,
    string? InvokedFunctionArn,
    string? TraceId);
