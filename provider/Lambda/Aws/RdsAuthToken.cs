using Lockstep.Lambda.Aws.Addressing;
using Lockstep.Lambda.Aws.Identity;
using Lockstep.Lambda.Aws.Signing;

namespace Lockstep.Lambda.Aws;

/// <summary>
/// Makes tokens that stand in for a password where IAM database authentication is on
/// (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html). They are signed here: nothing
/// is sent.
/// </summary>
public sealed class RdsAuthToken(AwsOptions options)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    readonly AwsCredentials _credentials = new(options);

    /// <summary>
    /// A token to log in with during the next 15 minutes. The region is the one in the host's name, else
    /// <c>AWS_REGION</c>, else <c>AWS_DEFAULT_REGION</c>. RDS accepts it only for the host and port it was made for:
    /// the endpoint's own name, no alias.
    /// </summary>
    /// <exception cref="AwsCallException">There is no region or there are no credentials.</exception>
    public async Task<string> CreateAsync(string host, int port, string user, CancellationToken cancellationToken)
    {
        var complaint = $"No login token for {user} at {host}:{port}";
        var region = RdsRegion.Of(host) ?? options.Variable("AWS_REGION") ?? options.Variable("AWS_DEFAULT_REGION")
            ?? throw new AwsCallException($"{complaint}: its region is not in the host's name. Set AWS_REGION.", null);
        var credentials = await _credentials.GetAsync(complaint, cancellationToken);
        var endpoint = new UriBuilder(Uri.UriSchemeHttps, host, port).Uri;
        var url = new UnsignedUrl(endpoint, [("Action", "connect"), ("DBUser", user)], "rds-db", region, Lifetime);
        var signed = UrlSigner.Sign(url, credentials, options.Time.GetUtcNow());
        return signed[(Uri.UriSchemeHttps.Length + Uri.SchemeDelimiter.Length)..];
    }
}
