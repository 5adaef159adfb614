using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lockstep.Api.Http;

/// <summary>What is answered where all went well.</summary>
/// <param name="Status">200, 201 or 204.</param>
/// <param name="Body">JSON; empty with 204.</param>
sealed record Reply(int Status, ReadOnlyMemory<byte> Body)
{
    public string? Etag { get; init; }

    /// <summary>Of what was made.</summary>
    public string? Location { get; init; }

    /// <summary>It is the answer to an earlier request with the same Idempotency-Key.</summary>
    public bool Replayed { get; init; }

    public static Reply NoContent { get; } = new(StatusCodes.Status204NoContent, ReadOnlyMemory<byte>.Empty);

    public static Reply Ok<T>(T value, JsonTypeInfo<T> type, int? version = null) =>
        new(StatusCodes.Status200OK, Json(value, type))
        {
            Etag = version is { } number ? Http.Etag.Of(number) : null,
        };

    public static Reply Created<T>(T value, JsonTypeInfo<T> type, string location, int? version = null) =>
        new(StatusCodes.Status201Created, Json(value, type))
        {
            Etag = version is { } number ? Http.Etag.Of(number) : null,
            Location = location,
        };

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.Headers.ETag = Etag;
        response.Headers.Location = Location;
        if (Replayed)
        {
            response.Headers["Idempotency-Replayed"] = "true";
        }

        if (!Body.IsEmpty)
        {
            response.ContentType = "application/json";
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, context.RequestAborted);
        }
    }

    static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
