using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Gateway;

/// <summary>What a function's result of payload format 2.0 says to the caller.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">Besides cookies.</param>
/// <param name="Cookies">A <c>Set-Cookie</c> each.</param>
/// <param name="Body">The bytes.</param>
sealed record ProxyResponse(
    int Status, IReadOnlyList<(string Name, string Value)> Headers, IReadOnlyList<string> Cookies, byte[] Body)
{
    const int Highest = 599;

    // What the server that writes the answer decides by itself.
    static readonly string[] Ours = ["content-length", "transfer-encoding", "connection", "date"];

    /// <summary>Reads a result; null when it is none that an HTTP API understands.</summary>
    public static ProxyResponse? Read(ReadOnlyMemory<byte> result)
    {
        try
        {
            return JsonNode.Parse(result.Span) switch
            {
                JsonObject answer when answer.ContainsKey("statusCode") => Of(answer),
                { } value => new(StatusCodes.Status200OK, [("content-type", "application/json")], [], Text(value)),
                null => null,
            };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        response.Headers.SetCookie = Cookies.ToArray();
        response.ContentLength = Body.Length;
        if (Body.Length > 0)
        {
            await response.Body.WriteAsync(Body, cancellationToken);
        }
    }

    static ProxyResponse? Of(JsonObject answer)
    {
        var status = answer["statusCode"]!.GetValue<int>();
        var body = $"{answer["body"]}";
        return status is < StatusCodes.Status100Continue or > Highest ? null : new(
            status,
            [.. (answer["headers"] as JsonObject ?? [])
                .Where(header => !Ours.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                .Select(header => (header.Key, $"{header.Value}"))],
            [.. (answer["cookies"] as JsonArray ?? []).Select(cookie => $"{cookie}")],
            answer["isBase64Encoded"]?.GetValue<bool>() == true ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body));
    }

    // Of a text what it says, of anything else its JSON.
    static byte[] Text(JsonNode value) => Encoding.UTF8.GetBytes(
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString());
}
