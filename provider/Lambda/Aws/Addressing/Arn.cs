using System.Buffers;

namespace Lockstep.Lambda.Aws.Addressing;

/// <summary>An Amazon Resource Name, <c>arn:partition:service:region:account:resource</c>, taken apart.</summary>
sealed record Arn(string Partition, string Service, string Region, string Text)
{
    const int Parts = 6;

    // Region and partition become part of a host's name. "${AWS" is what a text without !Sub has in their place.
    static readonly SearchValues<char> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Null when the text is no ARN of that service with a region.</summary>
    public static Arn? TryParse(string text, string service) =>
        text.Split(':', Parts) is ["arn", var partition, var named, var region, _, { Length: > 0 }]
            && named == service && IsName(partition) && IsName(region)
            ? new Arn(partition, named, region, text)
            : null;

    static bool IsName(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(OfNames);
}
