using System.Net.Sockets;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Tests.Postgres;
using Npgsql;

namespace Lockstep.Rehearsal.Tests.Faults;

public sealed class BreakingConnections(SharedPostgres shared) : IAsyncLifetime
{
    const string Locks =
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
        + "WHERE locktype = 'advisory' AND datname = current_database()";

    const string Sleepers =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";

    readonly ProxiedDatabase _database = new(shared);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _database.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(CutStyle.Reset)]
    [InlineData(CutStyle.Close)]
    public async Task FreesTheLocksOfWhoWasCutOff(CutStyle style)
    {
        await using var connection = await Sql.OpenAsync(_database.Proxied);
        await Sql.AskAsync(connection, "SELECT pg_advisory_lock(7)");

        _database.Proxy.CutAll(style);

        await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(connection, "SELECT 1"));
        await UntilNoLocksAsync();
    }

    [Fact]
    public async Task KeepsTheLocksOfWhoFellIntoABlackHole()
    {
        await using var connection = await Sql.OpenAsync(_database.Proxied);
        await Sql.AskAsync(connection, "SELECT pg_advisory_lock(7)");

        _database.Proxy.CutAll(CutStyle.BlackHole);
        await connection.CloseAsync();

        (await Sql.AskAsync(_database.Direct, Locks)).ShouldBe("1");
        await _database.Proxy.DisposeAsync();
        await UntilNoLocksAsync();
    }

    [Fact]
    public async Task SwallowsNewConnectionsUntilItIsHealed()
    {
        _database.Proxy.CutAll(CutStyle.BlackHole);
        await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync($"{_database.Proxied};Timeout=1", "SELECT 1"));

        _database.Proxy.Heal();

        (await Sql.AskAsync(_database.Proxied, "SELECT 'through'")).ShouldBe("through");
        _database.Proxy.Connections[0].Transcript.ShouldBeEmpty();
    }

    [Fact]
    public async Task RefusesNewConnectionsAndLetsOpenOnesGoOn()
    {
        await using var open = await Sql.OpenAsync(_database.Proxied);

        _database.Proxy.RefuseConnections();
        var refused = await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(_database.Proxied, "SELECT 1"));
        (await Sql.AskAsync(open, "SELECT 'goes on'")).ShouldBe("goes on");
        _database.Proxy.AcceptConnections();

        refused.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        (await Sql.AskAsync(_database.Proxied, "SELECT 'through'")).ShouldBe("through");
    }

    [Fact]
    public async Task CutsAfterAMessageHasReachedTheServer()
    {
        await using var connection = await Sql.OpenAsync(_database.Proxied);
        var cut = _database.Proxy.CutAfter(message => message is { Name: "Sync" }, CutStyle.Close);

        await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(connection, "INSERT INTO notes VALUES ('sent')"));
        await cut.Happened;

        await UntilAsync("SELECT count(*) FROM notes", "1");
    }

    [Fact]
    public async Task CutsOneConnectionOnly()
    {
        await using var first = await Sql.OpenAsync(_database.Proxied);
        await using var second = await Sql.OpenAsync(_database.Proxied);

        _database.Proxy.Connections[0].Cut(CutStyle.Reset);

        await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(first, "SELECT 1"));
        (await Sql.AskAsync(second, "SELECT 'spared'")).ShouldBe("spared");
    }

    [Fact]
    public async Task PassesCancelRequestsOn()
    {
        await using var connection = await Sql.OpenAsync(_database.Proxied);
        await using var command = new NpgsqlCommand("SELECT pg_sleep(60)", connection);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sent = _database.Proxy.CutAfter(message => message.Name == "CancelRequest", CutStyle.Close);

        var sleeping = command.ExecuteNonQueryAsync(impatience.Token);
        await UntilAsync(Sleepers, "1");
        await impatience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sleeping);
        (await sent.Happened).Transcript.Single().Name.ShouldBe("CancelRequest");
    }

    [Fact]
    public async Task ResetsTheClientWhenTheServerIsNotThere()
    {
        await using var proxy = FaultProxy.Start("127.0.0.1", 1, TimeProvider.System);

        var failure = await Should.ThrowAsync<NpgsqlException>(Sql.AskAsync(proxy.Through(_database.Direct), "SELECT 1"));

        failure.IsTransient.ShouldBeTrue();
    }

    Task UntilNoLocksAsync() => UntilAsync(Locks, "0");

    // The server learns of a cut when its kernel tells it, and nothing tells us when it has.
    async Task UntilAsync(string question, string answer)
    {
        for (var tries = 0; await Sql.AskAsync(_database.Direct, question) != answer; tries++)
        {
            tries.ShouldBeLessThan(500);
            await Task.Delay(10, Token);
        }
    }
}
