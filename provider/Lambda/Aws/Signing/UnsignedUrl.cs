namespace Lockstep.Lambda.Aws.Signing;

/// <summary>A URL and what its signature is for.</summary>
sealed record UnsignedUrl(
    Uri Endpoint, IReadOnlyList<(string Name, string Value)> Query, string Service, string Region, TimeSpan Lifetime);
