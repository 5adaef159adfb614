namespace Lockstep.Lambda.Aws.Addressing;

/// <summary>An Amazon Resource Name, <c>arn:partition:service:region:account:resource</c>, taken apart.</summary>
sealed record Arn(string Partition, string Service, string Region, string Text)
{
    const int Parts = 6;

    /// <summary>Null when the text is no ARN of that service with a region.</summary>
    public static Arn? TryParse(string text, string service) =>
        text.Split(':', Parts) is ["arn", { Length: > 0 } partition, var named, { Length: > 0 } region, _, { Length: > 0 }]
            && named == service
            ? new Arn(partition, named, region, text)
            : null;
}
