namespace Lockstep.Rehearsal.Lambda;

/// <summary>A function's code as a delegate.</summary>
/// <param name="call">The event, and what Lambda says about it.</param>
/// <param name="cancellationToken">
/// Is cancelled where Lambda would kill the process. Nothing here can stop a delegate that goes on: it must end when it is.
/// </param>
/// <returns>The response.</returns>
/// <exception cref="FunctionErrorException">The invocation ends in this error; any other exception is one, too.</exception>
public delegate Task<ReadOnlyMemory<byte>> FunctionHandler(FunctionCall call, CancellationToken cancellationToken);

/// <summary>One invocation of a delegate.</summary>
/// <param name="FunctionArn">The function.</param>
/// <param name="AwsRequestId">Lambda's id of it; a retry has the same.</param>
/// <param name="Payload">The event.</param>
/// <param name="Deadline">When Lambda kills it.</param>
public sealed record FunctionCall(string FunctionArn, string AwsRequestId, ReadOnlyMemory<byte> Payload, DateTimeOffset Deadline);

/// <summary>An invocation that ends in an error of this type.</summary>
public sealed class FunctionErrorException(string errorType, string message) : Exception(message)
{
    /// <summary>As in <c>Lambda-Runtime-Function-Error-Type</c>.</summary>
    public string ErrorType => errorType;
}
