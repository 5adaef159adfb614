using System.Buffers;
using System.Text.Json;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources.Continuing;

/// <summary>
/// The event of the next run: CloudFormation's, every member byte for byte as it came, and what the run before hands on.
/// </summary>
static class CarriedEvent
{
    /// <summary>
    /// What Lambda takes for an asynchronous invocation
    /// (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    /// </summary>
    public const int MostBytes = 1024 * 1024;

    static readonly JsonWriterOptions Format = new() { Encoder = JsonSize.Encoder };

    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <param name="eventJson">One JSON object: no other event reaches a resource.</param>
    /// <param name="next">What is handed on; it stands in place of what this run was handed itself.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> eventJson, CarriedRun next)
    {
        using var buffer = new PooledBuffer();
        buffer.Write("{"u8);
        CopyMembers(eventJson.StartsWith(ByteOrderMark) ? eventJson[ByteOrderMark.Length..] : eventJson, buffer);
        buffer.Write("\""u8);
        buffer.Write(CarriedRun.MemberUtf8);
        buffer.Write("\":"u8);
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            next.WriteTo(json);
        }

        buffer.Write("}"u8);
        return buffer.Written.ToArray();
    }

    // As bytes: names may be escaped, and values may hold what .NET would refuse to write, half a surrogate pair for one.
    static void CopyMembers(ReadOnlySpan<byte> utf8, PooledBuffer buffer)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        _ = reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCarried = reader.ValueTextEquals(CarriedRun.MemberUtf8);
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!isCarried)
            {
                buffer.Write(utf8[start..(int)reader.BytesConsumed]);
                buffer.Write(","u8);
            }
        }
    }
}
