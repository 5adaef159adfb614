using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>Speaks to the API as a browser far away would: over HTTP, and without knowing what is behind it.</summary>
sealed class ShopClient(Uri address) : IDisposable
{
    // A little longer than API Gateway waits for the function.
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(35),
    };

    public Task<ShopReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Sends a request; what goes wrong on the way is a reply, too.</summary>
    public async Task<ShopReply> SendAsync(
        HttpMethod method, string path, JsonObject? body, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new(response.StatusCode, Json(text), response.Headers.ETag?.Tag);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return new(null, new JsonObject { ["message"] = failure.Message }, null);
        }
    }

    public void Dispose() => _http.Dispose();

    static JsonObject? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What came back.</summary>
/// <param name="Status">Null: nothing did.</param>
/// <param name="Body">Where it is a JSON object.</param>
/// <param name="Etag">With its quotes.</param>
sealed record ShopReply(HttpStatusCode? Status, JsonObject? Body, string? Etag)
{
    public long Id => Body!["id"]!.GetValue<long>();

    /// <summary>Nobody can know whether the work was done.</summary>
    public bool IsDoubtful => Status is null or >= HttpStatusCode.InternalServerError;

    /// <summary>Status and what the API or API Gateway said about it.</summary>
    public string Error
    {
        get
        {
            var text = Body?["detail"] ?? Body?["title"] ?? Body?["message"];
            return $"{(Status is { } status ? $"{(int)status}" : "no answer")} {text}".TrimEnd();
        }
    }
}
