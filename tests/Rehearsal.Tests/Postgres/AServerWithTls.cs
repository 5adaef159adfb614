using System.Security.Authentication;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class AServerWithTls
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task IsVerifiedInFullAgainstItsOwnAuthority(string host)
    {
        await using var server = await PostgresServer.StartAsync(new() { Tls = true }, Token);
        var login = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Host = host };

        login.SslMode.ShouldBe(SslMode.VerifyFull);
        login.RootCertificate.ShouldBe(server.AuthorityFile);
        (await Sql.AskAsync(login.ConnectionString, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).ShouldBe("True");
    }

    [Fact]
    public async Task RefusesWhoComesWithout()
    {
        await using var server = await PostgresServer.StartAsync(new() { Tls = true }, Token);
        var login = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { SslMode = SslMode.Disable };

        var refused = await Should.ThrowAsync<PostgresException>(Sql.AskAsync(login.ConnectionString, "SELECT 1"));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidAuthorizationSpecification);
    }

    [Fact]
    public async Task IsNotTrustedByAnotherServersAuthority()
    {
        await using var server = await PostgresServer.StartAsync(new() { Tls = true }, Token);
        await using var other = await PostgresServer.StartAsync(new() { Tls = true }, Token);
        var login = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { RootCertificate = other.AuthorityFile };

        var refused = await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(login.ConnectionString, "SELECT 1"));

        refused.InnerException.ShouldBeOfType<AuthenticationException>();
    }
}
