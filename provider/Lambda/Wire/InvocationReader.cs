using System.Globalization;
using System.Net.Http.Headers;

namespace Lockstep.Lambda.Wire;

/// <summary>Reads an invocation from the answer to <c>next</c>.</summary>
static class InvocationReader
{
    public static Invocation Read(RuntimeApiReply reply)
    {
        var id = Header(reply.Headers, "Lambda-Runtime-Aws-Request-Id")
            ?? throw new RuntimeApiException("The Runtime API sent an event without Lambda-Runtime-Aws-Request-Id");
        return new Invocation(
            id,
            reply.Body,
            Deadline(Header(reply.Headers, "Lambda-Runtime-Deadline-Ms")),
            Header(reply.Headers, "Lambda-Runtime-Invoked-Function-Arn"),
            Header(reply.Headers, "Lambda-Runtime-Trace-Id"));
    }

    static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && values.FirstOrDefault() is { Length: > 0 } value ? value : null;

    static DateTimeOffset? Deadline(string? milliseconds)
    {
        const NumberStyles Sign = NumberStyles.AllowLeadingSign;
        return long.TryParse(milliseconds, Sign, CultureInfo.InvariantCulture, out var value)
            && value >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && value <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : null;
    }
}
