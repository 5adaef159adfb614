using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace Lockstep.Lambda.Aws.Signing;

/// <summary>Signs a GET with Signature Version 4 in its query.</summary>
static class UrlSigner
{
    public static string Sign(UnsignedUrl url, ImmutableCredentials credentials, DateTimeOffset now)
    {
        using var unsigned = new DefaultRequest(new UnnamedRequest(), url.Service)
        {
            HttpMethod = "GET",
            Endpoint = url.Endpoint,
            ResourcePath = "/",
            UseQueryString = true,
        };
        foreach (var (name, value) in url.Query)
        {
            unsigned.Parameters[name] = value;
        }
        unsigned.Parameters["X-Amz-Expires"] = url.Lifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        if (credentials.UseToken)
        {
            unsigned.Parameters["X-Amz-Security-Token"] = credentials.Token;  // this overload does not add it
        }
        var signature = AWS4PreSignedUrlSigner.SignRequest(
            unsigned,
            new SigningConfig(url.Region, url.Service),
            new RequestMetrics(),
            credentials.AccessKey,
            credentials.SecretKey,
            url.Service,
            url.Region,
            now.UtcDateTime);
        return $"{AmazonServiceClient.ComposeUrl(unsigned).AbsoluteUri}&{signature.ForQueryParameters}";
    }
}
