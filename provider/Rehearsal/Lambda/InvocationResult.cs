using System.Globalization;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>How an invocation ended: one of the five records below.</summary>
/// <param name="AwsRequestId">The invocation's id.</param>
/// <param name="Body">What Lambda gives the caller, and an asynchronous destination as <c>responsePayload</c>.</param>
public abstract record InvocationResult(string AwsRequestId, ReadOnlyMemory<byte> Body);

/// <summary>The function returned; <c>Body</c> is its response.</summary>
public sealed record Responded(string AwsRequestId, ReadOnlyMemory<byte> Body) : InvocationResult(AwsRequestId, Body);

/// <summary>
/// The function reported an error, and <c>Body</c> is its error document; or its response was over the limit
/// (<c>Function.ResponseSizeTooLarge</c>) or broke off (<c>Runtime.TruncatedResponse</c>).
/// </summary>
/// <param name="AwsRequestId">The invocation's id.</param>
/// <param name="ErrorType">The header <c>Lambda-Runtime-Function-Error-Type</c> as sent; empty when absent.</param>
/// <param name="Body">The error document.</param>
public sealed record FunctionFailed(string AwsRequestId, string ErrorType, ReadOnlyMemory<byte> Body)
    : InvocationResult(AwsRequestId, Body);

/// <summary>
/// The runtime posted to <c>init/error</c> (or, after a snapshot, to <c>restore/error</c>); <c>Body</c> is what it
/// said.
/// </summary>
/// <param name="AwsRequestId">The id of the first invocation: it is the one that hears of it.</param>
/// <param name="ErrorType">The header <c>Lambda-Runtime-Function-Error-Type</c> as sent; empty when absent.</param>
/// <param name="Body">The error document.</param>
public sealed record InitFailed(string AwsRequestId, string ErrorType, ReadOnlyMemory<byte> Body)
    : InvocationResult(AwsRequestId, Body);

/// <summary>The process ended before it answered.</summary>
/// <param name="AwsRequestId">The invocation's id.</param>
/// <param name="ExitCode">The exit code; 128 + n after signal n, so 137 after a SIGKILL.</param>
public sealed record Exited(string AwsRequestId, int ExitCode) : InvocationResult(AwsRequestId, Document(AwsRequestId, ExitCode))
{
    static ReadOnlyMemory<byte> Document(string awsRequestId, int exitCode)
    {
        var how = exitCode switch
        {
            0 => "Runtime exited without providing a reason",
            128 + 9 => "Runtime exited with error: signal: killed",
            _ => $"Runtime exited with error: exit status {exitCode}",
        };
        return ErrorResponse.Write("Runtime.ExitError", $"RequestId: {awsRequestId} Error: {how}");
    }
}

/// <summary>The function did not answer in time. Lambda kills its process.</summary>
/// <param name="AwsRequestId">The invocation's id.</param>
/// <param name="After">The function's timeout.</param>
public sealed record TimedOut(string AwsRequestId, TimeSpan After) : InvocationResult(AwsRequestId, Document(AwsRequestId, After))
{
    static ReadOnlyMemory<byte> Document(string awsRequestId, TimeSpan after)
    {
        var seconds = after.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
        return ErrorResponse.Write(
            "Sandbox.Timedout", $"RequestId: {awsRequestId} Error: Task timed out after {seconds} seconds");
    }
}
