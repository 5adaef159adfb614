namespace Lockstep.Lambda.Tests.Support;

/// <summary>A request as it arrived: nothing decoded, header names in lower case.</summary>
sealed record WireRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    public static WireRequest Get(string path, string query, params (string Name, string Value)[] headers) => new(
        "GET",
        path,
        query,
        headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal),
        ReadOnlyMemory<byte>.Empty);
}
