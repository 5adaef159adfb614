using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>AWS Signature Version 4 of a presigned S3 URL that signs its host alone
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path as sent, percent-encoded.</param>
/// <param name="Query">The query as sent, without the question mark; its signature, if there, isn't signed.</param>
/// <param name="Host">The Host header.</param>
sealed record QuerySignature(string Method, string Path, string Query, string Host)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string Parameter = "X-Amz-Signature";
    const string Unsigned = Parameter + "=";

    /// <summary>What was sent as the signature; empty without one.</summary>
    public string Provided => Value(Parameter);

    public string Date => Value("X-Amz-Date");

    /// <summary>Access key, date, region, service and terminator.</summary>
    string[] Credential => Uri.UnescapeDataString(Value("X-Amz-Credential")).Split('/');

    string Scope => string.Join('/', Credential[1..]);

    public string CanonicalRequest => $"{Method}\n{Path}\n{CanonicalQuery()}\nhost:{Host}\n\nhost\nUNSIGNED-PAYLOAD";

    public string StringToSign => $"{Algorithm}\n{Date}\n{Scope}\n{Hexadecimal(SHA256.HashData(Bytes(CanonicalRequest)))}";

    public string Compute(string secretKey)
    {
        var key = Credential[1..].Aggregate(
            Bytes($"AWS4{secretKey}"), (current, part) => HMACSHA256.HashData(current, Bytes(part)));
        return Hexadecimal(HMACSHA256.HashData(key, Bytes(StringToSign)));
    }

    /// <summary>A parameter's value as sent, still encoded; empty when it is missing.</summary>
    public string Value(string parameter)
    {
        var start = $"{parameter}=";
        return Array.Find(Query.Split('&'), part => part.StartsWith(start, StringComparison.Ordinal))?[start.Length..] ?? "";
    }

    string CanonicalQuery()
    {
        var signed = Query.Split('&').Where(part => !part.StartsWith(Unsigned, StringComparison.Ordinal));
        return string.Join('&', signed.Order(StringComparer.Ordinal));
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Hexadecimal(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
