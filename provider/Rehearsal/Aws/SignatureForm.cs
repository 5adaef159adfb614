using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Aws;

/// <summary>Looks whether a request carries a Signature Version 4 in the form AWS asks for. Whether it is right cannot be
/// told without the caller's secret key
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).</summary>
static partial class SignatureForm
{
    const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;
    const int Patience = 1000;

    /// <summary>What is wrong; null: nothing.</summary>
    public static SecretsManagerError? Check(HttpRequest request, string region, string service)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
        {
            return SecretsManagerError.WithoutToken;
        }

        var parts = Form().Match(authorization);
        return parts.Success
            ? Unsigned(request, parts.Groups["headers"].Value.Split(';'))
                ?? OutOfScope(parts.Groups["region"].Value, parts.Groups["service"].Value, region, service)
            : SecretsManagerError.Unsigned(
                "Authorization header is not of the form AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...");
    }

    static SecretsManagerError? OutOfScope(string signedRegion, string signedService, string region, string service) =>
        signedRegion != region
            ? SecretsManagerError.WrongScope($"Credential should be scoped to a valid region, not '{signedRegion}'.")
        : signedService != service
            ? SecretsManagerError.WrongScope($"Credential should be scoped to correct service: '{service}'.")
        : null;

    // The host always, the date, and every header of Amazon's own that is there: session token and target too.
    static SecretsManagerError? Unsigned(HttpRequest request, string[] signed)
    {
        var due = request.Headers.Keys.Select(name => name.ToLowerInvariant())
            .Where(name => name == "host" || name.StartsWith("x-amz-", StringComparison.Ordinal));
        var forgotten = due.Append("x-amz-date").FirstOrDefault(name => !signed.Contains(name, StringComparer.Ordinal));
        return forgotten is null
            ? null
            : SecretsManagerError.Unsigned($"'{forgotten}' must be a 'SignedHeader' in the AWS Authorization.");
    }

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=[A-Z0-9]+/[0-9]{8}/(?<region>[^/, ]+)/(?<service>[^/, ]+)/aws4_request, ?"
        + "SignedHeaders=(?<headers>[a-z0-9;-]+), ?Signature=[0-9a-f]{64}$",
        Options,
        Patience)]
    private static partial Regex Form();
}
