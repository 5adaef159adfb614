using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockstep.Rehearsal.Gateway;

/// <summary>The event of payload format 2.0 that an HTTP request makes, as an HTTP API's default route sends it
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).</summary>
static class ProxyEvent
{
    const string Route = "$default";

    // What belongs to the caller's connection and not to its request.
    static readonly string[] OfTheConnection = ["connection", "keep-alive", "transfer-encoding", "upgrade"];

    static readonly string[] TextTypes =
        ["text/", "application/json", "application/problem+json", "application/xml", "application/javascript"];

    public static byte[] Of(HttpContext context, byte[] body, Integration integration, DateTimeOffset now)
    {
        var request = context.Request;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var isText = TextTypes.Any(type => $"{request.ContentType}".StartsWith(type, StringComparison.OrdinalIgnoreCase));
        var happening = new JsonObject
        {
            ["version"] = "2.0",
            ["routeKey"] = Route,
            ["rawPath"] = target[0],
            ["rawQueryString"] = target.ElementAtOrDefault(1) ?? "",
            ["headers"] = Headers(request, integration),
            ["requestContext"] = Context(context, target[0], integration, now),
            ["isBase64Encoded"] = body.Length > 0 && !isText,
        };
        AddWhereThereIs(happening, "cookies", request.Headers.Cookie.SelectMany(Cookies));
        if (request.Query.Count > 0)
        {
            happening["queryStringParameters"] = new JsonObject(request.Query.Select(parameter =>
                KeyValuePair.Create(parameter.Key, (JsonNode?)string.Join(',', parameter.Value.ToArray()))));
        }

        if (body.Length > 0)
        {
            happening["body"] = isText ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body);
        }

        return Encoding.UTF8.GetBytes(happening.ToJsonString());
    }

    static IEnumerable<string> Cookies(string? header) =>
        (header ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static void AddWhereThereIs(JsonObject happening, string name, IEnumerable<string> values)
    {
        var list = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        if (list.Count > 0)
        {
            happening[name] = list;
        }
    }

    // Names in lower case, values of one name in one.
    static JsonObject Headers(HttpRequest request, Integration integration)
    {
        var headers = new JsonObject();
        foreach (var (name, values) in request.Headers)
        {
            var known = name.ToLowerInvariant();
            if (known != "cookie" && !OfTheConnection.Contains(known, StringComparer.Ordinal))
            {
                headers[known] = string.Join(',', values.ToArray());
            }
        }

        headers["host"] = integration.DomainName;
        headers["x-forwarded-for"] = SourceIp(request.HttpContext);
        headers["x-forwarded-port"] = "443";
        headers["x-forwarded-proto"] = "https";
        return headers;
    }

    static JsonObject Context(HttpContext context, string path, Integration integration, DateTimeOffset now) => new()
    {
        ["accountId"] = integration.AccountId,
        ["apiId"] = integration.ApiId,
        ["domainName"] = integration.DomainName,
        ["domainPrefix"] = integration.ApiId,
        ["http"] = new JsonObject
        {
            ["method"] = context.Request.Method,
            ["path"] = path,
            ["protocol"] = context.Request.Protocol,
            ["sourceIp"] = SourceIp(context),
            ["userAgent"] = context.Request.Headers.UserAgent.ToString(),
        },
        ["requestId"] = Guid.NewGuid().ToString("N"),
        ["routeKey"] = Route,
        ["stage"] = Route,
        ["time"] = now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture),
        ["timeEpoch"] = now.ToUnixTimeMilliseconds(),
    };

    static string SourceIp(HttpContext context) => $"{context.Connection.RemoteIpAddress}";
}
