using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lockstep.Lambda.Errors;

/// <summary>
/// Writes <c>{"errorType","errorMessage","stackTrace":[...],"cause":{...}}</c>, at most 256 KB for an exception,
/// however deep and long-winded. A named error's message is written whole.
/// </summary>
static class ErrorDocument
{
    const int MaximumBytes = 256 * 1024;
    const int MaximumDepth = 16;

    static readonly ErrorLimits Whole = new(int.MaxValue);

    // A character is at most six bytes of JSON, an exception has three texts: 16 x 3 x 800 x 6 leaves room for the syntax.
    static readonly ErrorLimits Shortened = new(800);

    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(InvocationError error) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("errorType", error.ErrorType);
        json.WriteString("errorMessage", error.Message);
        json.WriteStartArray("stackTrace");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static byte[] Write(Exception exception)
    {
        var chain = Chain(exception);
        var whole = Write(json => WriteChain(json, chain, Whole));
        return whole.Length <= MaximumBytes ? whole : Write(json => WriteChain(json, chain, Shortened));
    }

    // Of a chain too deep to tell, the outer end says what failed and the innermost why.
    static List<Exception> Chain(Exception exception)
    {
        var chain = new List<Exception>();
        for (var current = exception; current is not null; current = current.InnerException)
        {
            chain.Add(current);
        }
        return chain.Count <= MaximumDepth ? chain : [.. chain.Take(MaximumDepth - 1), chain[^1]];
    }

    static void WriteChain(Utf8JsonWriter json, List<Exception> chain, ErrorLimits limits)
    {
        for (var depth = 0; depth < chain.Count; depth++)
        {
            if (depth > 0)
            {
                json.WritePropertyName("cause");
            }
            json.WriteStartObject();
            json.WriteString("errorType", limits.Shorten(chain[depth].GetType().Name));
            json.WriteString("errorMessage", limits.Shorten(chain[depth].Message));
            WriteStackTrace(json, chain[depth], limits);
        }
        foreach (var _ in chain)
        {
            json.WriteEndObject();
        }
    }

    static void WriteStackTrace(Utf8JsonWriter json, Exception exception, ErrorLimits limits)
    {
        json.WriteStartArray("stackTrace");
        foreach (var line in limits.Lines(exception.StackTrace ?? ""))
        {
            json.WriteStringValue(line);
        }
        json.WriteEndArray();
    }

    static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        write(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
