using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Lockstep.Lambda.Wire;

/// <summary>What came back, read to the end, so that the connection can carry the next call.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The response's headers.</param>
/// <param name="Body">The body; of a 202 nobody looks at it, some servers send none.</param>
/// <param name="Repeated">Whether an earlier attempt at the same call broke, so that it may have arrived twice.</param>
sealed record RuntimeApiReply(HttpStatusCode Status, HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body, bool Repeated)
{
    const int DescribedBytes = 300;

    public string Describe()
    {
        var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, DescribedBytes)]).Trim();
        return text.Length == 0 ? $"{(int)Status}" : $"{(int)Status} {text}";
    }
}
