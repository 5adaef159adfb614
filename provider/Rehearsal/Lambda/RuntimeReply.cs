using System.Globalization;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>
/// What the runtime is answered: the statuses and texts of AWS's emulator (internal/lambda/rapi/rendering).
/// </summary>
sealed record RuntimeReply(int Status, ReadOnlyMemory<byte> Body, PendingInvocation? Event = null)
{
    public static RuntimeReply Accepted { get; } = new(202, "{\"status\":\"OK\"}\n"u8.ToArray());

    public static RuntimeReply Restored { get; } = new(200, ReadOnlyMemory<byte>.Empty);

    public static RuntimeReply NotFound { get; } = new(404, "404 page not found\n"u8.ToArray());

    public static RuntimeReply MethodNotAllowed { get; } = new(405, ReadOnlyMemory<byte>.Empty);

    public static RuntimeReply InvalidRequestId { get; } =
        new(400, ErrorResponse.Write("InvalidRequestID", "Invalid request ID"));

    public static RuntimeReply Truncated { get; } =
        new(400, ErrorResponse.Write("TruncatedHTTPRequest", "HTTP request detected as truncated"));

    public static RuntimeReply TooLarge { get; } = new(413, ErrorResponse.Write(
        "RequestEntityTooLarge",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Exceeded maximum allowed payload size ({RuntimeApi.MaximumPayloadBytes} bytes).")));

    public static RuntimeReply WithEvent(PendingInvocation invocation) => new(200, invocation.Input.Payload, invocation);

    public static RuntimeReply InvalidTransition(RuntimeState from, string to) => new(403, ErrorResponse.Write(
        "InvalidStateTransition",
        $"State transition from {from} to {to} failed for runtime. Error: State transition is not allowed"));
}
