using Lockstep.Api.Tests.Support;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Api.Tests;

public sealed class ADatabaseThatIsAway(SharedPostgres postgres)
{
    const string Nowhere = "Host=127.0.0.1;Port=1;Database=shop;Username=api;Password=secret-of-the-api";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/orders")]
    [InlineData("/health/ready")]
    public async Task IsAnswered503WithoutAWordOfWhereItIs(string path)
    {
        await using var api = await RunningApi.StartAsync(Nowhere);

        var answer = (await api.GetAsync(path)).ShouldBe(503);

        answer.Headers["Retry-After"].ShouldBe("5");
        answer.Type.ShouldBe("application/problem+json");
        answer.Body.ShouldBe(
            """{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"The database cannot be reached at present. Try again later.","errors":[]}""");
    }

    [Fact]
    public async Task LeavesTheProcessAlive()
    {
        await using var api = await RunningApi.StartAsync(Nowhere);

        (await api.GetAsync("/health/live")).ShouldBe(200).Body.ShouldBe("""{"status":"live"}""");
    }

    [Fact]
    public async Task IsFoundAgainByTheFirstRequestAfterwards()
    {
        await using var server = await PostgresServer.StartAsync(new(), Token);
        Assert.SkipUnless(server.IsOurs, "the server is not ours to restart");
        await using var api = await RunningApi.StartAsync(await Migration.MigrateAsync(server));
        (await api.GetAsync("/products/1")).ShouldBe(200);

        await server.RestartAsync(Token);

        // The pool's connection is dead and does not know; so is that of a process that Lambda has woken.
        (await api.GetAsync("/products/1")).ShouldBe(200);
        await server.RestartAsync(Token);
        (await api.PostAsync("/categories", """{"name":"Biscuits"}""")).ShouldBe(201);
    }

    [Fact]
    public async Task OrTakesNoChangesIsAnswered503()
    {
        await using var api = await RunningApi.StartAsync($"{await Migration.MigrateAsync(postgres.Server)};Options=-c default_transaction_read_only=on");

        (await api.GetAsync("/products/1")).ShouldBe(200);
        (await api.PostAsync("/categories", """{"name":"Biscuits"}""")).ShouldBe(503).Headers["Retry-After"].ShouldBe("5");
    }

    [Fact]
    public async Task OrRefusesTheLoginIsTheSameToTheCaller()
    {
        await using var api = await RunningApi.StartAsync(
            new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString) { Database = "no_such_database" }.ConnectionString);

        (await api.GetAsync("/products")).ShouldBe(503).Body.ShouldNotContain("no_such_database");
    }
}
