using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>An authority made for one server, and the certificate it signs for localhost and 127.0.0.1.</summary>
static class ServerCertificate
{
    const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // libpq's own rule, which the server shares: a key that others may read is refused.
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the authority, the certificate and its key; the authority's key is forgotten.</summary>
    public static async Task WriteAsync(ServerFolder folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = clock.GetUtcNow().AddDays(-1);
        using var authority = Authority(authorityKey).CreateSelfSigned(from, from.AddDays(30));
        using var server = Server(serverKey).Create(authority, from, from.AddDays(29), RandomNumberGenerator.GetBytes(16));
        await File.WriteAllTextAsync(folder.Authority, authority.ExportCertificatePem(), cancellationToken);
        await File.WriteAllTextAsync(folder.Certificate, server.ExportCertificatePem(), cancellationToken);
        await File.WriteAllTextAsync(folder.Key, serverKey.ExportPkcs8PrivateKeyPem(), cancellationToken);
        File.SetUnixFileMode(folder.Key, OwnerOnly);
    }

    static CertificateRequest Authority(ECDsa key)
    {
        var request = new CertificateRequest("CN=Lockstep rehearsal authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request;
    }

    static CertificateRequest Server(ECDsa key)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        return request;
    }
}
