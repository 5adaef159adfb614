using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.Lambda.Adapting;

/// <summary>The function's result of payload format 2.0 that an HTTP response makes: text as it is, anything else in Base64.
/// </summary>
static class AdaptedResponse
{
    // What belongs to the connection to the application and not to its answer.
    static readonly string[] OfTheConnection = ["transfer-encoding", "connection", "keep-alive"];

    static readonly string[] TextTypes = ["text/", "application/json", "application/javascript", "application/xml"];
    static readonly string[] TextSuffixes = ["+json", "+xml", "+yaml"];

    public static async Task<byte[]> WriteAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var isText = IsText(response.Content);
        var result = new JsonObject
        {
            ["statusCode"] = (int)response.StatusCode,
            ["headers"] = Headers(response),
            ["body"] = isText ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body),
            ["isBase64Encoded"] = !isText,
        };
        if (response.Headers.TryGetValues("set-cookie", out var cookies))
        {
            result["cookies"] = new JsonArray([.. cookies.Select(cookie => JsonValue.Create(cookie))]);
        }

        return Encoding.UTF8.GetBytes(result.ToJsonString());
    }

    static JsonObject Headers(HttpResponseMessage response)
    {
        var headers = new JsonObject();
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            var known = name.ToLowerInvariant();
            if (known != "set-cookie" && !OfTheConnection.Contains(known, StringComparer.Ordinal))
            {
                headers[known] = string.Join(",", values);
            }
        }

        return headers;
    }

    static bool IsText(HttpContent content)
    {
        var type = content.Headers.ContentType?.MediaType ?? "";
        return content.Headers.ContentEncoding.Count == 0
            && (type.Length == 0 || TextTypes.Any(prefix => type.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                || TextSuffixes.Any(suffix => type.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));
    }
}
