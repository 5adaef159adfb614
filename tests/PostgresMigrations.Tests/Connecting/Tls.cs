using System.Net.Security;
using System.Security.Authentication;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Connecting;

public sealed class Tls : IAsyncLifetime
{
    PostgresServer? _server;
    string _database = "";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(new() { MajorVersion = WishedPostgres.MajorVersion, Tls = true }, Token);
        _database = await _server.CreateDatabaseAsync(null, Token);
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    [Theory]
    [InlineData("Require")]
    [InlineData("VerifyCA")]
    [InlineData("VerifyFull")]
    [InlineData("Prefer")]
    public async Task IsSpokenWithAServerWhoseAuthorityIsTrusted(string mode)
    {
        using var stack = new TestStack($"{_database};SSL Mode={mode};Root Certificate={_server!.AuthorityFile}");

        (await stack.CreateAsync(
            Image.With(("1_a.sql", "CREATE TABLE a AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")),
            TestStack.Revision(1)))
            .ShouldSucceed();

        (await new TestDatabase(_database).ValueAsync("SELECT ssl FROM a")).ShouldBe("True");
    }

    [Theory]
    [InlineData("VerifyCA")]
    [InlineData("VerifyFull")]
    public async Task IsRefusedWhereOnlyTheAuthoritiesOfRdsAreTrusted(string mode)
    {
        var untold = new Npgsql.NpgsqlConnectionStringBuilder(_database) { RootCertificate = null };
        using var stack = new TestStack($"{untold.ConnectionString};SSL Mode={mode}");

        (await stack.CreateAsync(Shop.Old(), TestStack.Revision(1)))
            .ShouldFail($"failed under SslMode {mode}: nobody trusted vouches for the server's certificate");
    }

    [Fact]
    public void IsRefusedWhereTheNameIsAnotherUnlessOnlyTheAuthorityCounts()
    {
        Check(DatabaseSslMode.VerifyCA).ShouldBeTrue();
        Should.Throw<AuthenticationException>(
            () => Check(DatabaseSslMode.VerifyFull)).Message.ShouldContain("is for another name");

        static bool Check(DatabaseSslMode mode)
        {
            var options = new SslClientAuthenticationOptions();
            CertificateTrust.For(
                ConnectionSettings.For(new MigrationProperties { Host = "h", Database = "d", SslMode = mode }, null))(options);
            return options.RemoteCertificateValidationCallback!(
                options, null, null, SslPolicyErrors.RemoteCertificateNameMismatch);
        }
    }

    [Fact]
    public void TrustsOnlyRootsOfAmazonThatAreStillValid()
    {
        var options = new SslClientAuthenticationOptions();
        CertificateTrust.For(ConnectionSettings.For(new MigrationProperties { Host = "h", Database = "d" }, null))(options);

        var trusted = options.CertificateChainPolicy!.CustomTrustStore;
        trusted.Count.ShouldBeGreaterThan(80);
        trusted.ShouldAllBe(
            root => root.Subject == root.Issuer && (root.Subject.Contains("Amazon") || root.Subject.Contains("Starfield")));
        trusted.ShouldAllBe(root => root.NotAfter > new DateTime(2036, 1, 1));
    }
}
