using System.Globalization;

namespace Lockstep.Rehearsal.Aws;

/// <summary>An error as Lambda words it
/// (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors).</summary>
sealed record LambdaError(int Status, string Type, string Message)
{
    public static LambdaError NotOurs => new(404, "UnknownOperationException", "");

    public static LambdaError NoJson =>
        new(400, "InvalidRequestContentException", "Could not parse request body into json: Unexpected character");

    public static LambdaError Unsigned(SecretsManagerError refused) => new(403, refused.Type, refused.Message);

    public static LambdaError WrongType(string type) =>
        new(400, "InvalidParameterValueException", $"This stand-in queues events and runs nothing: InvocationType is '{type}'.");

    public static LambdaError TooLarge(long bytes) => new(
        413,
        "RequestTooLargeException",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes} byte payload is too large for the Event invocation type (limit 1048576 bytes)"));

    public static LambdaError For(LambdaFault fault, string functionArn) => fault switch
    {
        LambdaFault.AccessDenied => new(
            403,
            "AccessDeniedException",
            $"User is not authorized to perform: lambda:InvokeFunction on resource: {functionArn} "
            + "because no identity-based policy allows the lambda:InvokeFunction action"),
        LambdaFault.Throttled => new(429, "TooManyRequestsException", "Rate Exceeded."),
        _ => new(500, "ServiceException", "An error occurred and the request cannot be processed."),
    };
}
