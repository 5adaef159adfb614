using System.Text.RegularExpressions;

namespace Lockstep.CustomResources.Requests;

/// <summary>
/// The forms of S3's host names, anchored at both ends: a looser rule (some label is <c>s3</c>) would admit names
/// that customers choose, such as a load balancer's <c>s3-x.us-east-1.elb.amazonaws.com</c>, and buckets of other
/// people.
/// </summary>
static partial class AwsHost
{
    const int LongestName = 253;
    const string Bucket = "cloudformation-custom-resource-response-";

    /// <summary>
    /// The standard and GovCloud Regions, China, the European Sovereign Cloud, and the ISO partitions.
    /// </summary>
    const string Suffix =
        @"(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)\z";

    const string Region = "[a-z]{2,}(?:-[a-z]+)+-[0-9]+";

    const string S3 = $@"s3(?:-fips|-external-1)?(?:-{Region}|(?:\.dualstack)?(?:\.{Region})?)";

    const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    public static bool IsResponseBucket(UrlParts url) =>
        url is { IsSecure: true, Port: 443, Host.Length: <= LongestName }
        && (BucketInHost().IsMatch(url.Host)
            || (BucketInPath().IsMatch(url.Host) && url.PathAndQuery.StartsWith($"/{Bucket}")));

    [GeneratedRegex($@"^{Bucket}[a-z0-9-]+\.{S3}\.{Suffix}", AnyCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BucketInHost();

    [GeneratedRegex($@"^{S3}\.{Suffix}", AnyCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BucketInPath();
}
