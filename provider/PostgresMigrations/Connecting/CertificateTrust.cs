using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>
/// Whom a connection trusts: the certificate authorities of RDS in this assembly, or one PEM file; never the system's store.
/// </summary>
/// <remarks>
/// Loading the system's store alone costs a cold start 65 ms, and anybody in it could vouch for a database. Npgsql's own VerifyCA
/// and VerifyFull do load it, so Npgsql is told Require and the checks are made here.
/// </remarks>
static class CertificateTrust
{
    const string Resource = "rds-certificates.pem";

    public static Action<SslClientAuthenticationOptions> For(ConnectionSettings settings) => options =>
    {
        options.CertificateChainPolicy = Policy(settings);
        options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            Accepts(settings.SslMode, certificate, errors);
    };

    static bool Accepts(DatabaseSslMode mode, X509Certificate? certificate, SslPolicyErrors errors)
    {
        var counted = mode switch
        {
            DatabaseSslMode.VerifyFull => errors,
            DatabaseSslMode.VerifyCA => errors & ~SslPolicyErrors.RemoteCertificateNameMismatch,
            _ => SslPolicyErrors.None,
        };
        return counted == SslPolicyErrors.None ? true : throw new AuthenticationException(Complaint(counted, certificate));
    }

    static string Complaint(SslPolicyErrors errors, X509Certificate? certificate) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "the server showed no certificate."
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? $"nobody trusted vouches for the server's certificate ({certificate?.Subject}, issued by {certificate?.Issuer})."
        : $"the server's certificate is for another name ({certificate?.Subject}).";

    static X509ChainPolicy Policy(ConnectionSettings settings)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,  // RDS publishes no revocation lists, and a VPC has no route to one
            DisableCertificateDownloads = true,
        };
        if (settings.SslMode is DatabaseSslMode.VerifyCA or DatabaseSslMode.VerifyFull)
        {
            policy.CustomTrustStore.ImportFromPem(Pem(settings.RootCertificate));
        }

        return policy;
    }

    static string Pem(string? file)
    {
        if (file is not null)
        {
            return File.ReadAllText(file);
        }

        using var stream = typeof(CertificateTrust).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
