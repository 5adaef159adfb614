using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lockstep.Lambda.Aws.Calling;

/// <summary>Hands the invocation's trace id on, as AWS's SDKs do inside Lambda; it also ends loops of functions.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html. It is no part of the signature, and not validated:
/// what is no trace id is AWS's to ignore.
/// </remarks>
static class TraceHeader
{
    const string Name = "X-Amzn-Trace-Id";

    // A real one has about 100; a header that is refused for its size would cost the call.
    const int Longest = 512;

    // What AWSSDK.Core leaves as it is, too; its own method is not public.
    static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=;:+&[]{}\"',"u8);

    public static void AddTo(HttpRequestMessage message, AwsOptions options)
    {
        if (options.Variable("AWS_LAMBDA_FUNCTION_NAME") is not null
            && options.Variable("_X_AMZN_TRACE_ID") is { Length: <= Longest } traceId)
        {
            message.Headers.TryAddWithoutValidation(Name, Encode(traceId));
        }
    }

    static string Encode(string traceId)
    {
        var text = new StringBuilder(traceId.Length);
        foreach (var part in Encoding.UTF8.GetBytes(traceId))
        {
            _ = Plain.Contains(part) ? text.Append((char)part) : text.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
        }

        return text.ToString();
    }
}
