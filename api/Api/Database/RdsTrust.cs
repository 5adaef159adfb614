using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Lockstep.Api.Database;

/// <summary>Trusts the certificate authorities of RDS alone; the system's store would cost each cold start 65 ms.</summary>
static class RdsTrust
{
    const string Resource = "rds-certificates.pem";

    public static void Apply(SslClientAuthenticationOptions options)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,  // RDS publishes no revocation lists, and a VPC has no route to one
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.ImportFromPem(Pem());
        options.CertificateChainPolicy = policy;
        options.RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None;
    }

    static string Pem()
    {
        using var reader = new StreamReader(typeof(RdsTrust).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
