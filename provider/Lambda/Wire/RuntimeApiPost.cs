using System.Net.Http.Headers;

namespace Lockstep.Lambda.Wire;

/// <summary>One POST, in a form from which the request can be made again after a broken connection.</summary>
sealed record RuntimeApiPost(Uri Url, ReadOnlyMemory<byte> Body, string ContentType, string? ErrorType)
{
    const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    public HttpRequestMessage ToRequest()
    {
        var content = new ReadOnlyMemoryContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) } };
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = content };
        if (ErrorType is not null)
        {
            request.Headers.Add(ErrorTypeHeader, ErrorType);
        }
        return request;
    }
}
