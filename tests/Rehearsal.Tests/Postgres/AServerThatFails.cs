using System.Globalization;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class AServerThatFails : IAsyncLifetime
{
    PostgresServer? _server;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    PostgresServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync(new(), Token);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Theory]
    [InlineData(PostgresShutdown.Fast)]
    [InlineData(PostgresShutdown.Immediate)]
    public async Task IsBackOnItsPortWithWhatWasCommitted(PostgresShutdown how)
    {
        var first = Server.ProcessId;
        await Sql.AskAsync(Server.SuperuserConnectionString, "CREATE TABLE kept AS SELECT 7 AS number");

        await Server.StopAsync(how, Token);
        var refused = await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(Server.SuperuserConnectionString, "SELECT 1"));
        await Server.RestartAsync(Token);

        refused.InnerException.ShouldBeAssignableTo<System.Net.Sockets.SocketException>();
        Server.ProcessId.ShouldNotBe(first);
        (await Sql.AskAsync(Server.SuperuserConnectionString, "SELECT number FROM kept")).ShouldBe("7");
    }

    [Fact]
    public async Task TellsItsSessionsOfAFastStop()
    {
        var asleep = Sql.AskAsync(Server.SuperuserConnectionString, "SELECT pg_sleep(60)");
        await UntilOneSleepsAsync();

        await Server.StopAsync(PostgresShutdown.Fast, Token);

        (await Should.ThrowAsync<PostgresException>(asleep)).SqlState.ShouldBe(PostgresErrorCodes.AdminShutdown);
    }

    // Only the server knows when a statement of another session runs.
    async Task UntilOneSleepsAsync()
    {
        const string Sleepers = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        for (var tries = 0; await Sql.AskAsync(Server.SuperuserConnectionString, Sleepers) == "0"; tries++)
        {
            tries.ShouldBeLessThan(500);
        }
    }

    [Fact]
    public async Task RestartsWithoutHavingBeenStopped()
    {
        var first = Server.ProcessId;

        await Server.RestartAsync(Token);
        await Server.RestartAsync(Token);

        Server.ProcessId.ShouldNotBe(first);
        (await Sql.AskAsync(Server.SuperuserConnectionString, "SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task RecoversFromAKilledBackendAndDropsTheOtherSessions()
    {
        await using var victim = await Sql.OpenAsync(Server.SuperuserConnectionString);
        await using var bystander = await Sql.OpenAsync(Server.SuperuserConnectionString);
        var id = int.Parse((await Sql.AskAsync(victim, "SELECT pg_backend_pid()"))!, CultureInfo.InvariantCulture);

        await Server.KillBackendAsync(id, Token);

        await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(victim, "SELECT 1"));
        await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(bystander, "SELECT 1"));
        (await Sql.AskAsync(Server.SuperuserConnectionString, "SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task KillsNobodyElsesProcess()
    {
        var refused = await Should.ThrowAsync<ArgumentException>(Server.KillBackendAsync(Environment.ProcessId, Token));

        refused.Message.ShouldStartWith($"{Environment.ProcessId} is no backend of the PostgreSQL server at port {Server.Port}.");
    }

    [Fact]
    public async Task CanBeDisposedWhileItIsStopped()
    {
        var folder = Path.GetDirectoryName(Server.LogFile)!;
        await Server.StopAsync(PostgresShutdown.Immediate, Token);

        await Server.DisposeAsync();

        Directory.Exists(folder).ShouldBeFalse();
    }
}
