using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class AGivenServer(SharedPostgres shared) : IDisposable
{
    readonly Scratch _machine = new Scratch().Set("LOCKSTEP_POSTGRES", shared.Server.SuperuserConnectionString);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Login => shared.Server.SuperuserConnectionString;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task IsUsedWhereNothingIsInstalledNorFetched()
    {
        var steps = new List<string>();

        await using var server = await UseAsync(new() { Progress = steps.Add });

        (server.IsOurs, server.Port, server.Version).ShouldBe((false, shared.Server.Port, shared.Server.Version));
        steps.ShouldBe(["Using the running PostgreSQL that LOCKSTEP_POSTGRES points to."]);
    }

    [Fact]
    public async Task KeepsNothingOfWhatWasMadeThere()
    {
        var server = await UseAsync(new());
        var owner = await server.CreateLoginAsync("", Token);
        var database = await server.CreateDatabaseAsync(owner, Token);
        await using var open = await Sql.OpenAsync(database);
        (await RolesAndDatabasesAsync(owner)).ShouldBe("2");

        await server.DisposeAsync();

        (await RolesAndDatabasesAsync(owner)).ShouldBe("0");
        (await Sql.AskAsync(Login, "SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task IsNotOursToStop()
    {
        await using var server = await UseAsync(new());

        var refused = await Should.ThrowAsync<InvalidOperationException>(() => server.StopAsync(PostgresShutdown.Fast, Token));
        await Should.ThrowAsync<InvalidOperationException>(() => server.RestartAsync(Token));
        await Should.ThrowAsync<InvalidOperationException>(server.KillBackendAsync(1, Token));

        refused.Message.ShouldBe("The PostgreSQL server that LOCKSTEP_POSTGRES points to is not ours to stop, restart or kill.");
    }

    [Fact]
    public async Task IsRefusedWhenItIsNotTheVersionWishedFor()
    {
        var failure = await Should.ThrowAsync<PostgresUnavailableException>(UseAsync(new() { MajorVersion = 99 }));

        failure.Message.ShouldBe($"LOCKSTEP_POSTGRES points to PostgreSQL {shared.Server.Version}, but 99 is asked for.");
    }

    [Fact]
    public async Task IsRefusedWhenOneOfOurOwnIsNeeded()
    {
        var failure = await Should.ThrowAsync<PostgresUnavailableException>(UseAsync(new() { Tls = true }));

        failure.Message.ShouldStartWith(
            "TLS, passwords and settings need a server of our own; LOCKSTEP_POSTGRES is one that runs already.");
    }

    Task<PostgresServer> UseAsync(PostgresServerOptions options) =>
        PostgresServer.StartAsync(options, _machine.Surroundings, Token);

    Task<string?> RolesAndDatabasesAsync(PostgresLogin owner) =>
        Sql.AskAsync(Login, $"""
            SELECT (SELECT count(*) FROM pg_roles WHERE rolname = '{owner}')
                 + (SELECT count(*) FROM pg_database d LEFT JOIN pg_roles r ON r.oid = d.datdba
                    WHERE coalesce(rolname, '{owner}') = '{owner}')
            """);
}
