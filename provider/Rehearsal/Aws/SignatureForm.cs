using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Aws;

/// <summary>Looks whether a request carries a Signature Version 4 in the form AWS asks for. Whether it is right cannot be
/// told without the caller's secret key (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).</summary>
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
        return !parts.Success ? SecretsManagerError.Unsigned($"Authorization header is not of the form {Algorithm} Credential=..., SignedHeaders=..., Signature=...")
            : Unsigned(request, parts.Groups["headers"].Value.Split(';')) is { } header
                ? SecretsManagerError.Unsigned($"'{header}' must be a 'SignedHeader' in the AWS Authorization.")
            : !request.Headers.ContainsKey("x-amz-date") ? SecretsManagerError.Unsigned("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
            : parts.Groups["region"].Value != region ? SecretsManagerError.WrongScope($"Credential should be scoped to a valid region, not '{parts.Groups["region"].Value}'.")
            : parts.Groups["service"].Value != service ? SecretsManagerError.WrongScope($"Credential should be scoped to correct service: '{service}'.")
            : null;
    }

    const string Algorithm = "AWS4-HMAC-SHA256";

    // The host always, and every header of Amazon's own that is there: session token and target too.
    static string? Unsigned(HttpRequest request, string[] signed) =>
        request.Headers.Keys.Select(name => name.ToLowerInvariant())
            .Where(name => name == "host" || name.StartsWith("x-amz-", StringComparison.Ordinal))
            .FirstOrDefault(name => !signed.Contains(name, StringComparer.Ordinal));

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=[A-Z0-9]+/[0-9]{8}/(?<region>[^/, ]+)/(?<service>[^/, ]+)/aws4_request, ?"
        + "SignedHeaders=(?<headers>[a-z0-9;-]+), ?Signature=[0-9a-f]{64}$",
        Options,
        Patience)]
    private static partial Regex Form();
}
