using Lockstep.EndToEnd.Tests.Support;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.EndToEnd.Tests;

public sealed class ADatabaseThatSpeaksTls(SharedPostgres postgres) : IAsyncLifetime
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

    [Fact]
    public async Task IsTrustedByItsAuthority()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = Deploy(shop, new(_database) { SslMode = SslMode.VerifyFull, RootCertificate = _server!.AuthorityFile });

        (await shop.CreateAsync(function, Shop.Revision(1))).ShouldSucceed()["DatabaseVersion"].ShouldBe("2");
    }

    [Fact]
    public async Task IsRefusedWhenNobodyKnowsItsAuthority()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = Deploy(shop, new(_database) { SslMode = SslMode.VerifyFull, RootCertificate = null });

        (await shop.CreateAsync(function, Shop.Revision(1))).ShouldFail("nobody trusted vouches for the server's certificate");
    }

    static FunctionProcess Deploy(Shop shop, NpgsqlConnectionStringBuilder connection) => shop.Deploy(Image.Old, options => options with
    {
        Environment = Shop.Variables(
            ("LOCKSTEP_CONNECTION", connection.ConnectionString), ("LOCKSTEP_SCRIPTS", options.Environment["LOCKSTEP_SCRIPTS"]),
            ("LOCKSTEP_RESPONSE_HOSTS", shop.Bucket.HostAndPort)),
    });
}
