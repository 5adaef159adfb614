using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Tests.Fuzzing;

/// <summary>One request, before it is sent.</summary>
/// <param name="Operation">Of the document.</param>
/// <param name="Path">Its parameters there.</param>
/// <param name="Query">In their order; one may be there twice.</param>
/// <param name="Headers">But for Content-Type.</param>
/// <param name="ContentType">Null: there is none.</param>
/// <param name="Body">Null: there is none.</param>
sealed record Attempt(
    ContractOperation Operation,
    IReadOnlyDictionary<string, string> Path,
    IReadOnlyList<(string Name, string Value)> Query,
    IReadOnlyList<(string Name, string Value)> Headers,
    string? ContentType,
    JsonNode? Body)
{
    /// <summary>Stands in a text of the body for half a surrogate pair, which .NET would not write.</summary>
    public const char HalfCharacter = '\ue000';

    static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    static readonly JsonSerializerOptions Escaped = new() { MaxDepth = 1000 };
    static readonly JsonSerializerOptions Relaxed = new(Escaped) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Bytes instead of the body.</summary>
    public Func<byte[], byte[]> Damage { get; init; } = bytes => bytes;

    /// <summary>What must be answered to what was changed in it; null: nobody knows.</summary>
    public int? Must { get; init; }

    /// <summary>It is as the document says.</summary>
    public bool IsAsDescribed { get; init; } = true;

    public string Target
    {
        get
        {
            var path = Path.Aggregate(
                Operation.Path,
                (path, part) => path.Replace($"{{{part.Key}}}", Uri.EscapeDataString(part.Value), StringComparison.Ordinal));
            var query = string.Join('&', Query.Select(part => $"{Uri.EscapeDataString(part.Name)}={Uri.EscapeDataString(part.Value)}"));
            return query.Length == 0 ? path : $"{path}?{query}";
        }
    }

    public byte[]? Bytes => Body is null && ContentType is null ? null : Damage(Encoding.UTF8.GetBytes(Json));

    // Both ways of writing what is not ASCII: as it is, and escaped.
    string Json => (Body?.ToJsonString(Body is JsonObject { Count: > 2 } ? Relaxed : Escaped) ?? "null")
        .Replace($"{HalfCharacter}", "\\ud800", StringComparison.Ordinal)
        .Replace("\\uE000", "\\ud800", StringComparison.OrdinalIgnoreCase);

    public HttpRequestMessage ToRequest(Uri server)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(Operation.Method),
            new Uri($"{server.GetLeftPart(UriPartial.Authority)}{Target}", AsItIs));
        if (Bytes is { } bytes)
        {
            request.Content = new ByteArrayContent(bytes);
            if (ContentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>For whoever has to find out what went wrong.</summary>
    public override string ToString()
    {
        var body = Bytes is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        return $"{Operation.Method} {Target}\n{string.Join('\n', Headers.Select(header => $"{header.Name}: {header.Value}"))}\n"
            + $"Content-Type: {ContentType}\n\n{(body.Length > 2000 ? $"{body[..2000]}… ({body.Length} characters)" : body)}";
    }
}
