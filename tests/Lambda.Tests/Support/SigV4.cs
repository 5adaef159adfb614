using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>
/// Computes the signature that a request should have, from AWS's description
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html) and from nothing that
/// the product uses.
/// </summary>
sealed record SigV4(string Scope, string Date, string SignedHeaders, string Claimed)
{
    const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>
    /// The scope says which region and service the request was signed for:
    /// <c>20260102/eu-west-1/rds-db/aws4_request</c>.
    /// </summary>
    public static SigV4 OfHeader(WireRequest request)
    {
        var parts = request.Headers["authorization"][(Algorithm.Length + 1)..].Split(", ")
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        return new SigV4(
            parts["Credential"].Split('/', 2)[1], request.Headers["x-amz-date"], parts["SignedHeaders"], parts["Signature"]);
    }

    public static SigV4 OfQuery(WireRequest request)
    {
        var parts = Parameters(request.Query).ToDictionary(part => part.Name, part => part.Value, StringComparer.Ordinal);
        return new SigV4(
            parts["X-Amz-Credential"].Split('/', 2)[1],
            parts["X-Amz-Date"],
            parts["X-Amz-SignedHeaders"],
            parts["X-Amz-Signature"]);
    }

    public string Expected(WireRequest request, string secretKey)
    {
        var canonical = string.Join('\n',
            request.Method,
            string.Join('/', request.Path.Split('/').Select(Uri.EscapeDataString)),
            CanonicalQuery(request.Query),
            string.Concat(SignedHeaders.Split(';').Select(name => $"{name}:{request.Headers[name].Trim()}\n")),
            SignedHeaders,
            Hex(SHA256.HashData(request.Body.Span)));
        var toSign = string.Join('\n', Algorithm, Date, Scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = Scope.Split('/').Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + secretKey),
            (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));
        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    static string CanonicalQuery(string query) => string.Join('&', Parameters(query)
        .Where(part => part.Name != "X-Amz-Signature")
        .Select(part => (Name: Uri.EscapeDataString(part.Name), Value: Uri.EscapeDataString(part.Value)))
        .OrderBy(part => part.Name, StringComparer.Ordinal)
        .ThenBy(part => part.Value, StringComparer.Ordinal)
        .Select(part => $"{part.Name}={part.Value}"));

    static IEnumerable<(string Name, string Value)> Parameters(string query) =>
        query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Select(part => (Uri.UnescapeDataString(part[0]), Uri.UnescapeDataString(part[1])));

    static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
