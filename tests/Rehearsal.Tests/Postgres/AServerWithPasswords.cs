using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class AServerWithPasswords
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AdmitsTheSuperuserWithTheRightOneOnly()
    {
        await using var server = await PostgresServer.StartAsync(new() { Passwords = true }, Token);
        var login = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString);
        login.Password!.Length.ShouldBe(32);
        var wrong = new NpgsqlConnectionStringBuilder(login.ConnectionString) { Password = "wrong" };

        (await Sql.AskAsync(login.ConnectionString, "SELECT 'in'")).ShouldBe("in");
        var refused = await Should.ThrowAsync<PostgresException>(Sql.AskAsync(wrong.ConnectionString, "SELECT 1"));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task StoresThemForScram()
    {
        await using var server = await PostgresServer.StartAsync(new() { Passwords = true }, Token);

        var stored = await Sql.AskAsync(
            server.SuperuserConnectionString, "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'");

        stored.ShouldStartWith("SCRAM-SHA-256$");
    }

    [Fact]
    public async Task MakesLoginsThatNeedTheirsAndNeverPrintIt()
    {
        await using var server = await PostgresServer.StartAsync(new() { Passwords = true, Tls = true }, Token);
        var login = await server.CreateLoginAsync("", Token);
        var database = await server.CreateDatabaseAsync(login, Token);

        (await Sql.AskAsync(database, "SELECT current_user")).ShouldBe(login.Name);
        var wrong = new NpgsqlConnectionStringBuilder(database) { Password = "wrong" };
        (await Should.ThrowAsync<PostgresException>(Sql.AskAsync(wrong.ConnectionString, "SELECT 1"))).SqlState
            .ShouldBe(PostgresErrorCodes.InvalidPassword);
        $"{login}".ShouldBe(login.Name);
    }
}
