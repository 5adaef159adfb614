using System.Text;
using System.Text.Json;

namespace Lockstep.Api.Tests.Support;

/// <summary>What the API answered.</summary>
sealed record Answer(int Status, string Type, IReadOnlyDictionary<string, string> Headers, string Body)
{
    static readonly string[] Telling = ["Allow", "Location", "Retry-After"];

    public JsonElement Json => JsonElement.Parse(Body);

    public long Id => Json.GetProperty("id").GetInt64();

    public string Etag => Headers["ETag"];

    public static async Task<Answer> OfAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType ?? "",
        response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsStringAsync(cancellationToken));

    public Answer ShouldBe(int status)
    {
        Status.ShouldBe(status, Body);
        return this;
    }

    /// <summary>Status, what matters of the headers, body: for a person to judge.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Status).Append(' ').Append(Type).Append('\n');
        foreach (var name in Telling.Where(Headers.ContainsKey))
        {
            text.Append(name).Append(": ").Append(Headers[name]).Append('\n');
        }

        return text.Append(Body).Append('\n').ToString();
    }
}
