using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.Lambda.Adapting;

/// <summary>The HTTP request that an event of payload format 2.0 tells of
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).</summary>
static class AdaptedRequest
{
    /// <param name="happening">The event.</param>
    /// <param name="lambdaContext">What the adapter tells the application of the invocation.</param>
    public static HttpRequestMessage Of(JsonObject happening, JsonObject lambdaContext)
    {
        var (path, query) = ($"{happening["rawPath"]}", $"{happening["rawQueryString"]}");
        var target = new Uri(query.Length == 0 ? path : $"{path}?{query}", UriKind.Relative);
        var request = new HttpRequestMessage(new($"{happening["requestContext"]!["http"]!["method"]}"), target)
        {
            Content = Body(happening) is { Length: > 0 } body ? new ByteArrayContent(body) : null,
        };
        foreach (var (name, value) in happening["headers"] as JsonObject ?? [])
        {
            Add(request, name, $"{value}");
        }

        if (happening["cookies"] is JsonArray { Count: > 0 } cookies)
        {
            Add(request, "cookie", string.Join("; ", cookies.Select(cookie => $"{cookie}")));
        }

        Add(request, "x-amzn-request-context", happening["requestContext"]!.ToJsonString());
        Add(request, "x-amzn-lambda-context", lambdaContext.ToJsonString());
        return request;
    }

    static byte[] Body(JsonObject happening)
    {
        var text = $"{happening["body"]}";
        return happening["isBase64Encoded"]?.GetValue<bool>() == true
            ? Convert.FromBase64String(text)
            : Encoding.UTF8.GetBytes(text);
    }

    // What describes a body belongs to the body, and its length is what it is.
    static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
            && !request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
